/// One renderer per file: HTML, Markdown, JSON, JUnit XML.
///
/// May import `reports.incident` and what that imports.
@NullMarked
package dev.firedrill.reports.render;

import org.jspecify.annotations.NullMarked;
