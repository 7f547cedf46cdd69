package dev.toolrun.sandbox.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.PullResponseItem;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.image.ImageDetails;
import dev.toolrun.image.ImageEngine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Images in a Docker engine. Thread-safe. */
public final class DockerImages implements ImageEngine {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final String TOOLRUN_FOLDER = "/.toolrun";

    private final EngineConnection connection;

    public DockerImages(EngineConnection connection) {
        this.connection = connection;
    }

    @Override
    public @Nullable ImageDetails find(String nameOrId) {
        Map<String, @Nullable Object> image = new ImageInspection(connection.engine()).inspect(nameOrId);
        if (image != null && image.get("Id") instanceof String id && image.get("Size") instanceof Number size) {
            return new ImageDetails(id, size.longValue());
        }
        return null;
    }

    @Override
    public ImageDetails load(String name, Path rootFileSystem) {
        Engine engine = connection.engine();
        Path archive = ImageArchive.write(name, rootFileSystem);
        try (InputStream in = Files.newInputStream(archive)) {
            ask(engine, "load an image", () -> engine.docker().loadImageCmd(in).exec());
        } catch (IOException e) {
            throw failed("The image could not be loaded.", "A temporary file can't be read.", e);
        } finally {
            ImageArchive.delete(archive);
        }
        return require(name);
    }

    @Override
    public ImageDetails addInit(@Nullable String name, String sourceId, String initId) {
        requireNoVolumes(sourceId);
        Engine engine = connection.engine();
        String from = createUnstarted(engine, initId);
        String into = "";
        try {
            into = createUnstarted(engine, sourceId);
            copyInit(engine, from, into);
            String target = into;
            var commit = engine.docker().commitCmd(target).withLabels(ContainerLabels.ofImage());
            if (name != null) {
                commit.withRepository(name).withTag("latest");
            }
            return require(ask(engine, "commit an image", commit::exec));
        } finally {
            Containers containers = new Containers(engine);
            containers.remove(from);
            if (!into.isEmpty()) {
                containers.remove(into);
            }
        }
    }

    @Override
    public void pull(String reference) {
        Engine engine = connection.engine();
        ask(
                engine,
                "pull " + reference,
                () -> engine.docker()
                        .pullImageCmd(reference)
                        .exec(new ResultCallback.Adapter<PullResponseItem>())
                        .awaitCompletion(LONG.toSeconds(), TimeUnit.SECONDS));
    }

    @Override
    public void discard(String id) {
        Engine engine = connection.engine();
        try {
            engine.call(
                    "remove an image",
                    Engine.SHORT,
                    () -> engine.docker().removeImageCmd(id).exec());
        } catch (NotFoundException | ConflictException e) {
            return;
        }
    }

    private ImageDetails require(String nameOrId) {
        ImageDetails image = find(nameOrId);
        if (image == null) {
            throw failed("The image could not be made.", "The engine does not show " + nameOrId + ".", null);
        }
        return image;
    }

    /** A volume would be a writable place without a bound, filled from the image. */
    private void requireNoVolumes(String sourceId) {
        Map<String, @Nullable Object> image = new ImageInspection(connection.engine()).inspect(sourceId);
        if (image != null
                && image.get("Config") instanceof Map<?, ?> config
                && config.get("Volumes") instanceof Map<?, ?> volumes
                && !volumes.isEmpty()) {
            throw failed(
                    "The image declares volumes.",
                    "A sandbox has no volumes: build the image without VOLUME (" + volumes.keySet() + ").",
                    null);
        }
    }

    private static String createUnstarted(Engine engine, String imageId) {
        return ask(
                engine,
                "create a container",
                () -> engine.docker()
                        .createContainerCmd(imageId)
                        .withName(ContainerSpec.NAME_PREFIX + "image-" + UUID.randomUUID())
                        .withEntrypoint(ContainerSpec.INIT)
                        .withNetworkDisabled(true)
                        .withLabels(ContainerLabels.of(
                                ProcessIdentity.current(), Instant.now().plus(LONG)))
                        .exec()
                        .getId());
    }

    private static void copyInit(Engine engine, String from, String into) {
        ask(engine, "copy the init", () -> {
            try (InputStream tar = engine.docker()
                    .copyArchiveFromContainerCmd(from, TOOLRUN_FOLDER)
                    .exec()) {
                return engine.docker()
                        .copyArchiveToContainerCmd(into)
                        .withTarInputStream(tar)
                        .withRemotePath("/")
                        .exec();
            }
        });
    }

    private static <T> T ask(Engine engine, String what, Callable<T> command) {
        try {
            return engine.call(what, LONG, command);
        } catch (DockerException e) {
            throw failed("The engine could not " + what + ".", "The engine says: " + e.getMessage(), e);
        }
    }

    private static RunnerException failed(String message, String hint, @Nullable Throwable cause) {
        return RunnerException.beforeStart(Reason.IMAGE_MISSING, message, hint, cause);
    }
}
