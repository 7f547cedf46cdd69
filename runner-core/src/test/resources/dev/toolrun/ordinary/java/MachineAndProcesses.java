import java.awt.image.BufferedImage;
import java.io.*;
import java.lang.management.ManagementFactory;
import java.lang.ref.*;
import java.nio.ByteBuffer;
import java.security.*;
import java.text.*;
import java.time.*;
import java.util.*;
import java.util.concurrent.TimeUnit;
import javax.crypto.*;
import javax.crypto.spec.*;

class MachineAndProcesses {
    public static void main(String[] args) throws Exception {
        for (String collector : List.of("UseSerialGC", "UseParallelGC", "UseG1GC")) {
            check(run("java", "-XX:+" + collector, "-Xmx64m", "-version").contains("17"), collector);
        }
        check(System.getProperty("user.name").equals("tool"), "name");
        check(run("getent", "passwd", "tool").startsWith("tool:x:"), "getent");
        Process sleeper = new ProcessBuilder("java", "-XX:TieredStopAtLevel=1", "-version").redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        sleeper.destroyForcibly();
        check(sleeper.waitFor(60, TimeUnit.SECONDS) && !sleeper.isAlive(), "destroy");
        try { new ProcessBuilder("no-such-program").start(); check(false, "found"); } catch (IOException e) { }
        check(ProcessHandle.current().pid() > 1 && ProcessHandle.current().info().command().orElse("").endsWith("/java"), "handle");
        WeakReference<byte[]> weak = new WeakReference<>(new byte[1 << 20]);
        long kept = 0;
        for (int i = 0; i < 2000; i++) { byte[] garbage = new byte[1 << 20]; kept += garbage.length; }
        System.gc();
        check(weak.get() == null && kept == 2000L << 20, "collection");
        ByteBuffer.allocateDirect(8 << 20).putInt(0, 1);
        check(ManagementFactory.getGarbageCollectorMXBeans().stream().mapToLong(b -> b.getCollectionCount()).sum() > 0, "beans");
        check(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() > 0 && Runtime.getRuntime().availableProcessors() >= 1, "processors");
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        KeyPair pair = keys.generateKeyPair();
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(new byte[10]);
        check(signature.sign().length > 50 && UUID.randomUUID().version() == 4, "signature");
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(SecureRandom.getSeed(16), "AES"), new GCMParameterSpec(128, new byte[12]));
        check(cipher.doFinal(new byte[100]).length == 116, "cipher");
        check(Collator.getInstance(Locale.GERMAN).compare("ä", "z") < 0 && String.format(Locale.GERMANY, "%,.2f", 1234.5).equals("1.234,50"), "locale");
        check(ZonedDateTime.ofInstant(Instant.EPOCH, ZoneId.of("America/New_York")).getHour() == 19 && "straße".toUpperCase().equals("STRASSE"), "zone");
        BufferedImage picture = new BufferedImage(10, 10, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(5, 5, 0xff0000);
        check(javax.imageio.ImageIO.write(picture, "png", new File("out/dot.png")), "picture");
        System.out.println("done");
    }
    static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        check(process.waitFor() == 0, output);
        return output;
    }
    static void check(boolean fine, String what) { if (!fine) throw new AssertionError(what); }
}
