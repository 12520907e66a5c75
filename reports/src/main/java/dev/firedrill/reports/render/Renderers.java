package dev.firedrill.reports.render;

import dev.firedrill.reports.evidence.RunFolder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The renderers of this process, each with a file of its own.
///
/// @param byFile sorted by name; the order on the class path means nothing
/// @param refused renderers that cannot be used, by a name for them
record Renderers(Map<String, Renderer> byFile, Map<String, Throwable> refused) {
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");
    private static final String TEMPORARY = ".tmp";

    /// A renderer whose file it may not write.
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(why);
        }
    }

    /// Every one that `ServiceLoader` finds.
    static Renderers found() {
        var renderers = new ArrayList<Renderer>();
        var unusable = new ArrayList<Throwable>();
        Iterator<Renderer> services = ServiceLoader.load(Renderer.class).iterator();
        while (true) {
            // An error of one provider leaves the iterator at the next one.
            try {
                if (!services.hasNext()) {
                    break;
                }
                renderers.add(services.next());
            } catch (ServiceConfigurationError | LinkageError broken) {
                unusable.add(broken);
            }
        }
        Renderers found = of(renderers);
        for (Throwable broken : unusable) {
            found.refused.put("service-" + (found.refused.size() + 1), broken);
        }
        return found;
    }

    static Renderers of(List<Renderer> renderers) {
        var all = new Renderers(new TreeMap<>(), new TreeMap<>());
        // Where two want the same file it is ours, else that of the first by name.
        renderers.stream()
                .sorted(
                        Comparator.comparing((Renderer one) -> !isOurs(one))
                                .thenComparing(one -> one.getClass().getName()))
                .forEach(all::take);
        return all;
    }

    private static boolean isOurs(Renderer renderer) {
        return renderer.getClass().getPackage().equals(Renderers.class.getPackage());
    }

    private void take(Renderer renderer) {
        try {
            byFile.put(checked(renderer.file()), renderer);
        } catch (OutOfMemoryError notTheRenderers) {
            throw notTheRenderers;
        } catch (RuntimeException | Error unusable) {
            refused.put(renderer.getClass().getName(), unusable);
        }
    }

    private String checked(@Nullable String file) {
        Objects.requireNonNull(file, "it names no file");
        if (!FILE.matcher(file).matches() || file.endsWith(TEMPORARY)) {
            throw new Refused(
                    String.format(
                            Locale.ROOT,
                            "'%s' is no name of a file in the run folder: use letters, digits, '.',"
                                    + " '-' and '_', and not %s at the end",
                            Text.plain(file),
                            TEMPORARY));
        }
        if (RunFolder.holds(file)) {
            throw new Refused(file + " is evidence of the run");
        }
        // As a file system that does not tell capitals from small letters would have it.
        for (Map.Entry<String, Renderer> other : byFile.entrySet()) {
            if (other.getKey().equalsIgnoreCase(file)) {
                throw new Refused(file + " is written by " + other.getValue().getClass().getName());
            }
        }
        return file;
    }
}
