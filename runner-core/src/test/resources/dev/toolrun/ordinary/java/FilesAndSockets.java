import java.net.*;
import java.nio.*;
import java.nio.channels.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.nio.file.attribute.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.zip.*;

class FilesAndSockets {
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("x"), file = folder.resolve("Größe 日本.txt");
        try (WatchService watcher = folder.getFileSystem().newWatchService()) {
            folder.register(watcher, StandardWatchEventKinds.ENTRY_CREATE);
            Files.writeString(file, "hello");
            check(watcher.poll(60, TimeUnit.SECONDS) != null, "watch");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE); FileLock lock = channel.lock()) {
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, 1 << 20);
            mapped.put(100, (byte) 7);
            mapped.force();
            check(lock.isValid() && channel.size() == 1 << 20, "mapped");
            try (FileChannel copy = FileChannel.open(folder.resolve("copy"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                check(channel.transferTo(0, channel.size(), copy) == 1 << 20, "transfer");
            }
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.setLastModifiedTime(file, FileTime.fromMillis(2000));
        Files.copy(file, folder.resolve("b"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(folder.resolve("b"), folder.resolve("c"), StandardCopyOption.ATOMIC_MOVE);
        Files.createSymbolicLink(folder.resolve("link"), Path.of("c"));
        Files.createLink(folder.resolve("hard"), file);
        check(Files.getLastModifiedTime(folder.resolve("link")).toMillis() == 2000 && Files.getOwner(file).getName().equals("tool"), "attributes");
        try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(file)) {
            check(channel.read(ByteBuffer.allocateDirect(10), 0).get(60, TimeUnit.SECONDS) == 10, "asynchronous");
        }
        Path zip = folder.resolve("z.zip");
        try (FileSystem archive = FileSystems.newFileSystem(zip, Map.of("create", "true"))) { Files.writeString(archive.getPath("/a"), "zipped"); }
        try (ZipFile read = new ZipFile(zip.toFile())) { check(read.size() == 1, "zip"); }
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX); Selector selector = Selector.open()) {
            server.bind(address);
            Thread client = new Thread(() -> {
                try (SocketChannel channel = SocketChannel.open(address)) { channel.write(StandardCharsets.UTF_8.encode("over")); } catch (Exception e) { e.printStackTrace(); }
            });
            client.start();
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            check(selector.select(60000) == 1, "selector");
            try (SocketChannel accepted = server.accept()) {
                ByteBuffer buffer = ByteBuffer.allocate(10);
                while (accepted.read(buffer) >= 0) { }
                check(new String(buffer.array(), 0, buffer.position()).equals("over"), "socket");
            }
            client.join();
        }
        Pipe pipe = Pipe.open();
        pipe.sink().write(ByteBuffer.wrap(new byte[5]));
        check(pipe.source().read(ByteBuffer.allocate(10)) == 5, "pipe");
        System.out.println("Größe, 日本, 🙂");
    }
    static void check(boolean fine, String what) { if (!fine) throw new AssertionError(what); }
}
