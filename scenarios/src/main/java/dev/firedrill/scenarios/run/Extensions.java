package dev.firedrill.scenarios.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/// What `ServiceLoader` finds of one kind: ours and what a user puts on the class path. Looked up
/// through the thread's context class loader.
public final class Extensions {
    /// Names become file names.
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    private Extensions() {}

    /// Sorted by name; the order on the class path means nothing.
    ///
    /// @throws ExtensionRefused when one cannot be loaded, or a name is not usable or taken twice
    public static <T> List<T> of(Class<T> kind, Function<? super T, String> name) {
        var found = new TreeMap<String, T>();
        try {
            for (T one : ServiceLoader.load(kind)) {
                String its = name.apply(one);
                String type = one.getClass().getName();
                if (!NAME.matcher(its).matches()) {
                    throw refused(
                            "%s has the name '%s'; use kebab case, as in my-name.", type, its);
                }
                T other = found.put(its, one);
                if (other != null) {
                    throw refused(
                            "%s and %s have the same name '%s'; rename one.",
                            other.getClass().getName(), type, its);
                }
            }
        } catch (ServiceConfigurationError | LinkageError broken) {
            throw refused(
                    "a %s on the class path cannot be loaded: %s; it needs a public class with a"
                            + " public constructor without arguments.",
                    kind.getSimpleName(), cause(broken));
        }
        return List.copyOf(found.values());
    }

    private static String cause(Throwable broken) {
        var messages = new ArrayList<String>();
        for (Throwable one = broken; one != null; one = one.getCause()) {
            messages.add(String.valueOf(one.getMessage()));
        }
        return String.join(": ", messages);
    }

    private static ExtensionRefused refused(String sentence, Object... words) {
        return new ExtensionRefused(String.format(Locale.ROOT, sentence, words));
    }
}
