package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.List;
import java.util.Map;

/**
 * A tool makes its system calls in the two other ways that a kernel on x86-64 answers, whose numbers a filter for the native one
 * would miss: the thread that does so is ended.
 */
@RequiresEngine
class ForeignCallingConventionIT {
    @Attack(notUnderGvisor = "its own kernel knows the native convention alone: see below")
    void itEndsTheCaller(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                import mmap
                def machine_code(code):
                    memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
                    memory.write(code)
                    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
                    return ctypes.CFUNCTYPE(ctypes.c_long)(address)()
                getpid = {'native': b'\\xb8' + struct.pack('<I', 39) + b'\\x0f\\x05\\xc3',
                          'x32': b'\\xb8' + struct.pack('<I', 0x40000000 + 39) + b'\\x0f\\x05\\xc3',
                          'i386': b'\\xb8' + struct.pack('<I', 20) + b'\\xcd\\x80\\xc3'}
                for name, code in getpid.items():
                    seen[name] = in_child(lambda: machine_code(code))
                """);
        assertThat(seen).containsEntry("native", 0).containsEntry("x32", -31).containsEntry("i386", -31);
    }

    /** gVisor takes a number for a native one however it comes, and so does the filter: none gets past it. */
    @Attack
    void aForbiddenCallStaysForbidden(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                import mmap
                def machine_code(code):
                    memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
                    memory.write(code)
                    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
                    return ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_long)(address)(0)
                seen['worked'] = []
                # ptrace, unshare, keyctl, process_vm_readv by their native numbers; 310 is unshare to i386, 521 ptrace to x32
                for way, base in (('i386', 0), ('x32', 0x40000000)):
                    for number in (101, 272, 250, 310, 521):
                        enter = b'\\xcd\\x80' if way == 'i386' else b'\\x0f\\x05'
                        code = b'\\x31\\xff\\x31\\xf6\\x31\\xd2\\x31\\xdb\\x31\\xc9\\xb8' + struct.pack('<I', base + number) + enter + b'\\xc3'
                        def call():
                            result = machine_code(code)
                            os._exit(1 if -4096 < result < 0 else 0)
                        if in_child(call) == 0:
                            seen['worked'].append([way, number])
                """);
        assertThat(seen.get("worked")).isEqualTo(List.of());
    }
}
