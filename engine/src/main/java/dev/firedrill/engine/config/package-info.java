/// The directive table, the redis.conf parser, CONFIG SET and CONFIG REWRITE as pure functions on
/// text. May import `engine.base`.
@NullMarked
package dev.firedrill.engine.config;

import org.jspecify.annotations.NullMarked;
