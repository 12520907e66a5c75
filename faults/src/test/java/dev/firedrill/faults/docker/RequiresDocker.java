package dev.firedrill.faults.docker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/// Runs a class of tests where a Docker engine answers, with the images of what was built here, and
/// skips it loudly where none does.
final class RequiresDocker implements BeforeAllCallback {
    private static final int EXIT_MISSING = 69;

    private final List<String> images;

    /// Of what the lab itself consists.
    RequiresDocker() {
        this("firedrill", "toxiproxy");
    }

    /// @param images as `docker/images` calls them
    RequiresDocker(String... images) {
        this.images = List.of(images);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        try {
            ContainerEngine.connect();
        } catch (dev.firedrill.faults.lab.LabUnavailable none) {
            skip(context, String.valueOf(none.getMessage()));
        }
        Path script = Path.of("..", "docker", "images").toRealPath();
        if (!Files.isExecutable(script)) {
            throw new IllegalStateException(script + " cannot be run");
        }
        var command = new ArrayList<String>();
        command.add(script.toString());
        command.addAll(images);
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code == EXIT_MISSING) {
            skip(context, "the images could not be made");
        }
        if (code != 0) {
            throw new IllegalStateException(script + " ended with " + code);
        }
    }

    private static void skip(ExtensionContext context, String why) {
        System.err.println("SKIPPED " + context.getDisplayName() + ": " + why);
        throw new TestAbortedException(why);
    }
}
