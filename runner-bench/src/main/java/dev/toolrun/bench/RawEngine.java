package dev.toolrun.bench;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import java.io.IOException;

/** The least that an engine has to be asked for one container: create, start, wait, remove, through the same client. */
final class RawEngine implements Samples.Work, AutoCloseable {
    private final DockerClient docker;
    private final String image;

    RawEngine(String image) {
        this.image = image;
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder().build();
        docker = DockerClientImpl.getInstance(
                config,
                new ApacheDockerHttpClient.Builder()
                        .dockerHost(config.getDockerHost())
                        .build());
    }

    @Override
    public void run() {
        String id = docker.createContainerCmd(image)
                .withEntrypoint("sh", "-c", "echo 42")
                .withHostConfig(HostConfig.newHostConfig().withNetworkMode("none"))
                .exec()
                .getId();
        docker.startContainerCmd(id).exec();
        int exit = docker.waitContainerCmd(id)
                .exec(new WaitContainerResultCallback())
                .awaitStatusCode();
        docker.removeContainerCmd(id).exec();
        if (exit != 0) {
            throw new IllegalStateException("the container ends with " + exit);
        }
    }

    @Override
    public void close() throws IOException {
        docker.close();
    }
}
