/// The Redis serialization protocol: RESP2 and RESP3, server side (commands in, replies out) and
/// client side (commands out, replies in).
///
/// May import `engine.base`. Start reading at [Reply]. Source: the Redis protocol specification.
@NullMarked
package dev.firedrill.engine.resp;

import org.jspecify.annotations.NullMarked;
