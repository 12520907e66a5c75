/// Code that breaks the rules on purpose, so that each rule is seen to fail.
@NullMarked
package dev.firedrill.scenarios.architecture.broken;

import org.jspecify.annotations.NullMarked;
