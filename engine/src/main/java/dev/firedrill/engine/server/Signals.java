package dev.firedrill.engine.server;

import java.lang.reflect.Proxy;

/// What the process does when the kernel delivers a signal.
///
/// `sun.misc.Signal` is the JDK's only door to signals. It is supported (module `jdk.unsupported`)
/// but javac warns of every direct use, hence the reflection. SIGQUIT and SIGUSR2, which end
/// redis-server, belong to the JVM: the first prints a thread dump, which operators of a JVM expect
/// of it, and nobody else can handle the second.
final class Signals {
    private Signals() {}

    /// @param name without `SIG`
    /// @return false when the JVM was started with `-Xrs` and leaves signals alone
    static boolean handle(String name, Runnable action) {
        return install(name, handlerOf(action));
    }

    static boolean ignore(String name) {
        try {
            return install(name, handlerType().getField("SIG_IGN").get(null));
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException("this JDK has no sun.misc.SignalHandler", missing);
        }
    }

    private static Class<?> handlerType() throws ClassNotFoundException {
        return Class.forName("sun.misc.SignalHandler");
    }

    private static Object handlerOf(Runnable action) {
        try {
            Class<?> type = handlerType();
            return Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (_, method, arguments) -> {
                        if (!method.getName().equals("handle")) {
                            return method.invoke(action, arguments);
                        }
                        action.run();
                        return null;
                    });
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException("this JDK has no sun.misc.SignalHandler", missing);
        }
    }

    private static boolean install(String name, Object handler) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Object one = signal.getConstructor(String.class).newInstance(name);
            signal.getMethod("handle", signal, handlerType()).invoke(null, one, handler);
            return true;
        } catch (java.lang.reflect.InvocationTargetException refused) {
            return false;
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException("this JDK has no sun.misc.Signal", missing);
        }
    }
}
