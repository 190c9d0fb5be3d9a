package dev.descent.kernel;

import static dev.descent.kernel.Encoding.Reg.R10;
import static dev.descent.kernel.Encoding.Reg.R11;
import static dev.descent.kernel.Encoding.Reg.R12;
import static dev.descent.kernel.Encoding.Reg.R13;
import static dev.descent.kernel.Encoding.Reg.R14;
import static dev.descent.kernel.Encoding.Reg.R8;
import static dev.descent.kernel.Encoding.Reg.R9;
import static dev.descent.kernel.Encoding.Reg.RAX;
import static dev.descent.kernel.Encoding.Reg.RBP;
import static dev.descent.kernel.Encoding.Reg.RBX;
import static dev.descent.kernel.Encoding.Reg.RCX;
import static dev.descent.kernel.Encoding.Reg.RDI;
import static dev.descent.kernel.Encoding.Reg.RDX;
import static dev.descent.kernel.Encoding.Reg.RSI;
import static dev.descent.kernel.Encoding.Reg.RSP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.kernel.Encoding.Address;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Against the bytes that the GNU assembler 2.4x makes of the same text (`.intel_syntax noprefix`,
/// and `{vex3}` before the vector instructions: ours always have the long prefix).
class AssemblerTest {
  record Row(String text, String bytes, Consumer<Assembler> instruction) {
    @Override
    public String toString() {
      return text;
    }
  }

  static Stream<Row> instructions() {
    return Stream.of(
        new Row(
            "vmovups ymm3, [rdi+0x40]", "c4e17c105f40", a -> a.vmovups(3, Address.of(RDI, 0x40))),
        new Row("vmovups ymm11, [r13]", "c4417c105d00", a -> a.vmovups(11, Address.of(R13, 0))),
        new Row("vmovups [rsp+8], ymm15", "c4617c117c2408", a -> a.vmovups(Address.of(RSP, 8), 15)),
        new Row(
            "vmovups [r12+0x12345], ymm0",
            "c4c17c11842445230100",
            a -> a.vmovups(Address.of(R12, 0x12345), 0)),
        new Row(
            "vmovups ymm9, [rbp+r14*2-4]",
            "c4217c104c75fc",
            a -> a.vmovups(9, Address.of(RBP, R14, 2, -4))),
        new Row(
            "vmovups ymm1, [rbx+rsi*1+0x100]",
            "c4e17c108c3300010000",
            a -> a.vmovups(1, Address.of(RBX, RSI, 1, 0x100))),
        new Row("vmovaps ymm12, ymm4", "c4617c28e4", a -> a.vmovaps(12, 4)),
        new Row("vmovaps ymm4, ymm12", "c4c17c28e4", a -> a.vmovaps(4, 12)),
        new Row(
            "vbroadcastss ymm14, dword ptr [rax+r8*2]",
            "c4227d183440",
            a -> a.vbroadcastss(14, Address.of(RAX, R8, 2, 0))),
        new Row(
            "vmaskmovps ymm2, ymm9, [r10+4]",
            "c4c2352c5204",
            a -> a.vmaskmovps(2, 9, Address.of(R10, 4))),
        new Row(
            "vmaskmovps [r10+4], ymm9, ymm2",
            "c4c2352e5204",
            a -> a.vmaskmovps(Address.of(R10, 4), 9, 2)),
        new Row(
            "vpmovzxbd ymm10, qword ptr [rsi+8]",
            "c4627d315608",
            a -> a.vpmovzxbd(10, Address.of(RSI, 8))),
        new Row("vcvtdq2ps ymm10, ymm13", "c4417c5bd5", a -> a.vcvtdq2ps(10, 13)),
        new Row("vfmadd231ps ymm0, ymm14, ymm12", "c4c20db8c4", a -> a.vfmadd231ps(0, 14, 12)),
        new Row("vfmadd231ps ymm11, ymm7, ymm3", "c46245b8db", a -> a.vfmadd231ps(11, 7, 3)),
        new Row("vaddps ymm8, ymm9, ymm10", "c4413458c2", a -> a.vaddps(8, 9, 10)),
        new Row(
            "vfmadd231ps ymm3, ymm12, [rdi+0x140]",
            "c4e21db89f40010000",
            a -> a.vfmadd231ps(3, 12, Address.of(RDI, 0x140))),
        new Row("vfmadd213ps ymm9, ymm2, ymm13", "c4426da8cd", a -> a.vfmadd213ps(9, 2, 13)),
        new Row(
            "vfmadd213ps ymm1, ymm15, [rdi+0x40]",
            "c4e205a84f40",
            a -> a.vfmadd213ps(1, 15, Address.of(RDI, 0x40))),
        new Row(
            "vaddps ymm12, ymm3, [rdi+0x20]",
            "c46164586720",
            a -> a.vaddps(12, 3, Address.of(RDI, 0x20))),
        new Row(
            "vsubps ymm14, ymm13, [rdi+0x80]",
            "c461145cb780000000",
            a -> a.vsubps(14, 13, Address.of(RDI, 0x80))),
        new Row(
            "vandps ymm4, ymm11, [rdi+0x100]",
            "c4e12454a700010000",
            a -> a.vandps(4, 11, Address.of(RDI, 0x100))),
        new Row("vorps ymm8, ymm9, ymm10", "c4413456c2", a -> a.vorps(8, 9, 10)),
        new Row(
            "vorps ymm2, ymm13, [rdi+0x60]",
            "c4e114565760",
            a -> a.vorps(2, 13, Address.of(RDI, 0x60))),
        new Row(
            "vpaddd ymm13, ymm4, [rdi+0x20]",
            "c4615dfe6f20",
            a -> a.vpaddd(13, 4, Address.of(RDI, 0x20))),
        new Row("vpsubd ymm5, ymm14, ymm1", "c4e10dfae9", a -> a.vpsubd(5, 14, 1)),
        new Row(
            "vpsubd ymm12, ymm12, [rdi+0x20]",
            "c4611dfa6720",
            a -> a.vpsubd(12, 12, Address.of(RDI, 0x20))),
        new Row("vpsrad ymm9, ymm14, 1", "c4c13572e601", a -> a.vpsrad(9, 14, 1)),
        new Row("vminps ymm13, ymm6, ymm12", "c4414c5dec", a -> a.vminps(13, 6, 12)),
        new Row("vmulps ymm1, ymm15, ymm2", "c4e10459ca", a -> a.vmulps(1, 15, 2)),
        new Row("vsubps ymm1, ymm2, ymm15", "c4c16c5ccf", a -> a.vsubps(1, 2, 15)),
        new Row("vdivps ymm15, ymm1, ymm2", "c461745efa", a -> a.vdivps(15, 1, 2)),
        new Row("vmaxps ymm5, ymm6, ymm7", "c4e14c5fef", a -> a.vmaxps(5, 6, 7)),
        new Row("vsqrtps ymm5, ymm14", "c4c17c51ee", a -> a.vsqrtps(5, 14)),
        new Row("vandps ymm5, ymm14, ymm3", "c4e10c54eb", a -> a.vandps(5, 14, 3)),
        new Row("vandnps ymm5, ymm14, ymm3", "c4e10c55eb", a -> a.vandnps(5, 14, 3)),
        new Row("vxorps ymm12, ymm12, ymm12", "c4411c57e4", a -> a.vxorps(12, 12, 12)),
        new Row("vpcmpeqd ymm13, ymm13, ymm13", "c4411576ed", a -> a.vpcmpeqd(13, 13, 13)),
        new Row("vpslld ymm13, ymm4, 31", "c4e11572f41f", a -> a.vpslld(13, 4, 31)),
        new Row("vpsrld ymm4, ymm13, 2", "c4c15d72d502", a -> a.vpsrld(4, 13, 2)),
        new Row("vcmpps ymm4, ymm13, ymm2, 0x1e", "c4e114c2e21e", a -> a.vcmpps(4, 13, 2, 0x1E)),
        new Row("vblendvps ymm4, ymm13, ymm2, ymm9", "c4e3154ae290", a -> a.vblendvps(4, 13, 2, 9)),
        new Row("vunpcklps ymm8, ymm0, ymm1", "c4617c14c1", a -> a.vunpcklps(8, 0, 1)),
        new Row("vunpckhps ymm9, ymm0, ymm15", "c4417c15cf", a -> a.vunpckhps(9, 0, 15)),
        new Row("vshufps ymm0, ymm8, ymm10, 0x44", "c4c13cc6c244", a -> a.vshufps(0, 8, 10, 0x44)),
        new Row(
            "vperm2f128 ymm8, ymm0, ymm12, 0x31",
            "c4437d06c431",
            a -> a.vperm2f128(8, 0, 12, 0x31)),
        new Row(
            "vmovss xmm0, dword ptr [rdx+rcx*2]",
            "c4e17a10044a",
            a -> a.vmovss(0, Address.of(RDX, RCX, 2, 0))),
        new Row(
            "vmovss dword ptr [rax+60], xmm10",
            "c4617a11503c",
            a -> a.vmovss(Address.of(RAX, 60), 10)),
        new Row("vzeroupper", "c5f877", Assembler::vzeroupper),
        new Row("mov r11, rsi", "4989f3", a -> a.mov(R11, RSI)),
        new Row("mov rax, [rdi+0x80]", "488b8780000000", a -> a.mov(RAX, Address.of(RDI, 0x80))),
        new Row("mov [rdi+8], r14", "4c897708", a -> a.mov(Address.of(RDI, 8), R14)),
        new Row("lea rbx, [rsi+r8*2]", "4a8d1c46", a -> a.lea(RBX, Address.of(RSI, R8, 2, 0))),
        new Row("add r9, r13", "4d01e9", a -> a.add(R9, R13)),
        new Row("add rsi, [rdi+0x300]", "4803b700030000", a -> a.add(RSI, Address.of(RDI, 0x300))),
        new Row("add [rdi+16], r9", "4c014f10", a -> a.add(Address.of(RDI, 16), R9)),
        new Row("add rcx, 64", "4883c140", a -> a.add(RCX, 64)),
        new Row("add r12, 0x180", "4981c480010000", a -> a.add(R12, 0x180)),
        new Row("sub r11, 6", "4983eb06", a -> a.sub(R11, 6)),
        new Row("cmp r11, 6", "4983fb06", a -> a.cmp(R11, 6)),
        new Row(
            "rex.w prefetcht0 [r11+0x40]", "490f184b40", a -> a.prefetcht0(Address.of(R11, 0x40))),
        new Row("vmovsd xmm3, [r10+0x10]", "c4c17b105a10", a -> a.vmovsd(3, Address.of(R10, 0x10))),
        new Row("vmovsd [r11+0x10], xmm3", "c4c17b115b10", a -> a.vmovsd(Address.of(R11, 0x10), 3)),
        new Row("vmovups xmm9, [r10]", "c44178100a", a -> a.vmovups4(9, Address.of(R10, 0))),
        new Row("vmovups [r11], xmm9", "c44178110b", a -> a.vmovups4(Address.of(R11, 0), 9)),
        new Row("vcvtps2pd ymm4, xmm12", "c4c17c5ae4", a -> a.vcvtps2pd(4, 12)),
        new Row("vaddpd ymm2, ymm2, ymm4", "c4e16d58d4", a -> a.vaddpd(2, 2, 4)),
        new Row(
            "vaddpd ymm4, ymm4, [r13+0x40]",
            "c4c15d586540",
            a -> a.vaddpd(4, 4, Address.of(R13, 0x40))),
        new Row("vextractf128 xmm4, ymm13, 1", "c4637d19ec01", a -> a.vextractf128(4, 13, 1)),
        new Row("push r12", "4154", a -> a.push(R12)),
        new Row("push rbx", "53", a -> a.push(RBX)),
        new Row("pop rbp", "5d", a -> a.pop(RBP)),
        new Row("pop r13", "415d", a -> a.pop(R13)),
        new Row("ret", "c3", Assembler::ret));
  }

  @ParameterizedTest
  @MethodSource("instructions")
  void writesWhatTheGnuAssemblerWrites(Row row) {
    Assembler assembler = new Assembler();
    row.instruction.accept(assembler);
    assertThat(HexFormat.of().formatHex(assembler.toBytes())).as(row.text).isEqualTo(row.bytes);
  }

  @Test
  void jumpsLeadForwardsAndBackwards() {
    Assembler assembler = new Assembler();
    Encoding.Label begin = assembler.label();
    Encoding.Label end = assembler.label();
    begin.bind();
    assembler.jump(Assembler.Condition.LESS, end); // 6 bytes
    assembler.jump(begin); // 5 bytes
    end.bind();
    assembler.ret();
    assertThat(HexFormat.of().formatHex(assembler.toBytes()))
        .isEqualTo("0f8c05000000" + "e9f5ffffff" + "c3");
  }
}
