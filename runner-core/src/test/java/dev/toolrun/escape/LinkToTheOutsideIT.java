package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult;
import dev.toolrun.call.ToolResult.Artifact;
import java.util.List;
import java.util.Map;

/**
 * A tool links what is not its own into its places, so that it would come out as an artifact or be written through: links end at
 * the file system's border, and symbolic links at the sandbox's.
 */
@RequiresEngine
class LinkToTheOutsideIT {
    @Attack
    void nothingElseIsLinked(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                answers = {}
                for source in ('/etc/passwd', '/etc/hostname', '/proc/self/environ', '/proc/1/environ', '/proc/1/exe', '/dev/null', '/.toolrun/init'):
                    for place in ('/workspace/out', '/tmp', '/dev/shm'):
                        answers['%s in %s' % (source, place)] = attempt(lambda: os.link(source, place + '/x', follow_symlinks=False))
                        answers['%s followed to %s' % (source, place)] = attempt(lambda: os.link(source, place + '/y', follow_symlinks=True))
                        answers['%s moved to %s' % (source, place)] = attempt(lambda: os.rename(source, place + '/z'))
                answers['between places'] = attempt(lambda: os.link('/workspace/main.py', '/tmp/main.py'))
                at = os.open('/etc/hostname' if os.path.exists('/etc/hostname') else '/etc/passwd', os.O_RDONLY)
                answers['by descriptor'] = attempt(lambda: os.link('/proc/self/fd/%d' % at, '/workspace/out/w', follow_symlinks=True))
                seen['linked'] = sorted(name for name, answer in answers.items() if answer == 'done')
                os.symlink('../../../../../../../../../../', '/workspace/up')
                up, root = os.stat('/workspace/up'), os.stat('/')
                seen['up is the root'] = (up.st_dev, up.st_ino) == (root.st_dev, root.st_ino)
                """);
        assertThat(seen.get("linked")).isEqualTo(List.of());
        assertThat(seen).containsEntry("up is the root", true);
    }

    @Attack
    void whatALinkShowsDoesNotComeOut(Inside inside) {
        ToolResult result = inside.python("""
                import os
                for i, target in enumerate(('/etc/passwd', '/proc/self/environ', '/proc/1/environ', '/proc/self/root/etc/passwd', '../main.py')):
                    os.symlink(target, 'out/link%d' % i)
                os.symlink('/etc', 'out/directory')
                open('out/own', 'w').write('own')
                os.link('out/own', 'out/again')
                """);
        assertThat(result.reason()).as(result.stderr().text()).isEqualTo(Reason.OK);
        assertThat(result.artifacts()).extracting(Artifact::name).containsExactly("again", "own");
        assertThat(result.redactions())
                .singleElement()
                .satisfies(left -> assertThat(left.count()).isEqualTo(6));
    }
}
