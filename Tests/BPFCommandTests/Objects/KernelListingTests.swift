import BPFObject
import Bytes
import CORE
import Testing

@testable import BPF
@testable import BPFCommand

/// The forms of instructions that only the kernel writes.
@Suite struct KernelListingTests {
  private func listing(
    _ instructions: [Instruction], symbols: String = "", maps: [UInt32: String] = [:]
  ) -> KernelListing {
    KernelListing(
      name: "p",
      image: ProgramImage(
        instructions: instructions, machineCode: [0x55, 0xc3], functions: [], lines: []),
      types: nil, maps: maps, symbols: KernelSymbols(Bytes(Array(symbols.utf8))))
  }

  @Test func whatOnlyTheKernelWrites() {
    let instructions = [
      Instruction(opcode: 0x18, destination: 1, source: 1, immediate: 7),
      Instruction(opcode: 0),
      Instruction(opcode: 0x18, destination: 2, source: 2, immediate: 8),
      Instruction(opcode: 0, immediate: 24),
      Instruction(opcode: 0x85, source: 0, immediate: 0x1000),
      Instruction(opcode: 0x85, source: 1, offset: 3, immediate: 1),
      Instruction(opcode: 0xbf, destination: 3, source: 3, offset: -1),
      Instruction(opcode: 0xc0),
      Instruction(opcode: 0x95),
      Instruction(opcode: 0xb7, destination: 0),
      Instruction(opcode: 0x95),
    ]
    let symbols = """
      ffffffff81000000 T __bpf_call_base
      ffffffff81001000 T bpf_map_lookup_elem

      """
    let text = "\(listing(instructions, symbols: symbols, maps: [7: "counts"]).listing)"
    #expect(text.contains("(18) r1 = map[id:7] <counts>\n"))
    #expect(text.contains("(18) r2 = map[id:8][0] + 24\n"))
    #expect(text.contains("(85) call kernel+4096 <bpf_map_lookup_elem>\n"))
    #expect(text.contains("(85) call +3\n"))
    #expect(text.contains("(bf) r3 = this_cpu(r3)\n"))
    #expect(text.contains("(c0) nospec\n"))
  }

  @Test func hiddenSymbolsAndMachineCode() {
    let program = listing(
      [Instruction(opcode: 0x85, immediate: -16), Instruction(opcode: 0x95)],
      symbols: "0000000000000000 T __bpf_call_base\n")
    let text = "\(program.listing)"
    #expect(text.contains("(85) call kernel-16\n"))
    #expect(program.machineCode == "p:\n     0: 55 c3\n")
    #expect(program.listing.notations == ["call kernel-16", "exit"])
  }

  @Test("what is cut or makes no sense is listed all the same")
  func damage() {
    for instruction in [
      Instruction(opcode: 0x18, source: 1), Instruction(opcode: 0x18, source: 9),
      Instruction(opcode: 0x85, source: 15, offset: -1, immediate: .min),
    ] {
      let text = listing([instruction]).listing.description
      #expect(!text.isEmpty)
    }
    #expect(listing([]).listing.description.isEmpty)
  }
}
