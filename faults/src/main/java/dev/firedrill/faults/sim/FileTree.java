package dev.firedrill.faults.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The files of one disk by their paths: what programs see, and which names would survive a loss of
/// power. Changes here take no time and are never refused; [SimDisk] sees to both.
final class FileTree {
    private TreeMap<String, FileContent> files = new TreeMap<>();
    private final TreeMap<String, FileContent> durableNames = new TreeMap<>();

    /// Created, and perhaps empty.
    private final TreeSet<String> folders = new TreeSet<>();

    // As programs do it.

    @Nullable FileContent get(String path) {
        return files.get(path);
    }

    FileContent getOrCreate(String path) {
        return files.computeIfAbsent(path, _ -> new FileContent());
    }

    boolean has(String path) {
        return files.containsKey(path);
    }

    /// Sorted, without those in folders below.
    List<String> namesIn(String folder) {
        var names = new ArrayList<String>();
        String prefix = folder + "/";
        for (String path : files.keySet()) {
            if (path.startsWith(prefix) && path.indexOf('/', prefix.length()) < 0) {
                names.add(path.substring(prefix.length()));
            }
        }
        return names;
    }

    void rename(String from, String to) {
        files.put(to, Objects.requireNonNull(files.remove(from)));
    }

    void remove(String path) {
        files.remove(path);
    }

    boolean hasFolder(String path) {
        String inside = files.ceilingKey(path + "/");
        return folders.contains(path) || (inside != null && inside.startsWith(path + "/"));
    }

    void createFolder(String path) {
        folders.add(path);
    }

    /// The names in a folder, as they are now, survive a loss of power.
    void syncNames(String folder) {
        durableNames.keySet().removeIf(path -> isIn(folder, path));
        files.forEach((path, file) -> {
            if (isIn(folder, path)) {
                durableNames.put(path, file);
            }
        });
    }

    private static boolean isIn(String folder, String path) {
        String prefix = folder + "/";
        return prefix.equals("./")
                ? path.indexOf('/') < 0
                : path.startsWith(prefix) && path.indexOf('/', prefix.length()) < 0;
    }

    // As it happens to them.

    void losePower() {
        files = new TreeMap<>(durableNames);
        files.values().forEach(FileContent::losePower);
        folders.clear();
    }

    /// An operator's editor: whole and durable.
    void put(String path, byte[] bytes) {
        var file = new FileContent();
        file.append(bytes, bytes.length);
        file.durable = file.length;
        files.put(path, file);
        durableNames.put(path, file);
    }

    /// Empty when there is no such file.
    byte[] content(String path) {
        FileContent file = files.get(path);
        return file == null ? new byte[0] : file.copy();
    }

    long bytes(String path) {
        FileContent file = files.get(path);
        return file == null ? 0 : file.length;
    }

    void truncate(String path, long length) {
        FileContent file = files.get(path);
        if (file != null && file.length > length) {
            file.truncate((int) length);
        }
    }

    void flip(String path, long offset, int bit) {
        FileContent file = files.get(path);
        if (file != null && offset < file.length) {
            file.flip((int) offset, bit);
        }
    }

    List<String> paths() {
        return List.copyOf(files.keySet());
    }
}
