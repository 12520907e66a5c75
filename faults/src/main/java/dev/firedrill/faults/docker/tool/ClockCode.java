package dev.firedrill.faults.docker.tool;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/// Takes the place of the vDSO's functions that read the time of day, in machine code of x86-64:
/// each asks the kernel, and shifts what it says. Other clocks are passed on as they are.
///
/// ```
/// gettime:                          timeofday:                       time:
///   mov   eax, 228                    mov   eax, 96                    push  rdi
///   syscall                           syscall                          sub   rsp, 16
///   test  eax, eax                    test  eax, eax                   xor   edi, edi
///   jnz   1f                          jnz   1f                         mov   rsi, rsp
///   test  edi, edi   ; REALTIME       test  rdi, rdi                   call  gettime
///   jz    2f                          jz    1f                         mov   rax, [rsp]
///   cmp   edi, 5     ; ..._COARSE     imul  rax, [rdi], 1000000000     add   rsp, 16
///   jne   1f                          imul  rdx, [rdi+8], 1000         pop   rdi
/// 2:imul  rax, [rsi], 1000000000      add   rax, rdx                   test  rdi, rdi
///   add   rax, [rsi+8]                call  shift                      jz    1f
///   call  shift                       mov   [rdi], rax                 mov   [rdi], rax
///   mov   [rsi], rax                  mov   rax, rdx                 1:ret
///   mov   [rsi+8], rdx                xor   edx, edx
///   xor   eax, eax                    mov   ecx, 1000
/// 1:ret                               div   rcx
///                                     mov   [rdi+8], rax
///                                     xor   eax, eax
///                                   1:ret
/// shift:               ; nanoseconds in rax; seconds and nanoseconds in rax and rdx
///   mov   r8, rax
///   sub   rax, [since]
///   imul  qword ptr [ratio]
///   shrd  rax, rdx, 32
///   add   rax, r8
///   add   rax, [ahead]
///   xor   edx, edx
///   mov   ecx, 1000000000
///   div   rcx
///   ret
/// ahead: .quad         since: .quad         ratio: .quad
/// ```
final class ClockCode {
    static final int TIME_OF_DAY = 0x2e;
    static final int TIME = 0x6c;

    private static final int SHIFT_BYTES = 3 * Long.BYTES;
    private static final byte JUMP = (byte) 0xe9;

    /// Of a jump: its code and how far it goes.
    private static final int JUMP_BYTES = 1 + Integer.BYTES;

    private static final byte[] CODE =
            HexFormat.of()
                    .parseHex(
                            "b8e40000000f0585c0752285ff740583ff05751948690600ca9a3b48034608e8"
                                    + "690000004889064889560831c0c3b8600000000f0585c075324885ff742d4869"
                                    + "0700ca9a3b48695708e80300004801d0e8380000004889074889d031d2b9e803"
                                    + "000048f7f14889470831c0c3574883ec1031ff4889e6e885ffffff488b042448"
                                    + "83c4105f4885ff7403488907c34989c0482b052900000048f72d2a000000480f"
                                    + "acd0204c01c04803050b00000031d2b900ca9a3b48f7f1c3");

    static final int BYTES = CODE.length + SHIFT_BYTES;

    private ClockCode() {}

    static byte[] with(ClockShift shift) {
        byte[] all = Arrays.copyOf(CODE, BYTES);
        ByteBuffer.wrap(all)
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(CODE.length)
                .putLong(shift.aheadNanos())
                .putLong(shift.sinceNanos())
                .putLong(shift.ratio());
        return all;
    }

    /// The shift in code that [#with] made.
    static ClockShift shift(byte[] all) {
        ByteBuffer words = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
        return new ClockShift(
                words.getLong(CODE.length),
                words.getLong(CODE.length + Long.BYTES),
                words.getLong(CODE.length + 2 * Long.BYTES));
    }

    static boolean isCode(byte[] bytes) {
        return Arrays.equals(bytes, 0, CODE.length, CODE, 0, CODE.length);
    }

    /// A jump from one place of the library to another.
    static byte[] jump(int from, int to) {
        return ByteBuffer.allocate(JUMP_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(JUMP)
                .putInt(to - from - JUMP_BYTES)
                .array();
    }

    /// Where the jump at a place goes; -1 when there is none.
    static int target(int from, byte[] bytes) {
        return bytes[0] == JUMP
                ? from
                        + JUMP_BYTES
                        + ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(1)
                : -1;
    }

    static int jumpBytes() {
        return JUMP_BYTES;
    }
}
