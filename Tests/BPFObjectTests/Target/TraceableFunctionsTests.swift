import Bytes
import Testing

@testable import BPFObject

@Suite("Functions that can be traced") struct TraceableFunctionsTests {
  private struct Line: Equatable {
    var address: UInt64 = 0
    let name: String
    var module = ""
  }

  private func lines(
    _ text: [UInt8], _ pattern: String = "*", hasAddresses: Bool = false
  ) -> [Line] {
    var lines: [Line] = []
    TraceableFunctions(Bytes(text), hasAddresses: hasAddresses)
      .forEach(of: GlobPattern(pattern)) { address, name, module in
        lines.append(Line(address: address, name: name.text, module: module.text))
      }
    return lines
  }

  private func lines(
    _ text: String, _ pattern: String = "*", hasAddresses: Bool = false
  ) -> [Line] {
    lines(Array(text.utf8), pattern, hasAddresses: hasAddresses)
  }

  @Test func namesOfTheKernelAndOfModules() {
    let text = "schedule\ntcp_v4_rcv\nnf_do [nf_conntrack]\ntcp_do\t[some_mod]\n"
    #expect(
      lines(text) == [
        Line(name: "schedule"), Line(name: "tcp_v4_rcv"),
        Line(name: "nf_do", module: "nf_conntrack"), Line(name: "tcp_do", module: "some_mod"),
      ])
    #expect(lines(text, "tcp_*").map(\.name) == ["tcp_v4_rcv", "tcp_do"])
    #expect(lines(text, "nf_conntrack").isEmpty)
  }

  @Test func addresses() {
    let text = "ffffffff81000010 schedule\nffffffffc0000010 nf_do [nf_conntrack]\n"
    #expect(
      lines(text, hasAddresses: true) == [
        Line(address: 0xffff_ffff_8100_0010, name: "schedule"),
        Line(address: 0xffff_ffff_c000_0010, name: "nf_do", module: "nf_conntrack"),
      ])
  }

  @Test("functions that were thrown away when the kernel was linked are none")
  func placeholders() {
    #expect(lines("__ftrace_invalid_address___16\nx\n").map(\.name) == ["x"])
    #expect(
      lines("ffffffff81000010 __ftrace_invalid_address___16\n", hasAddresses: true).isEmpty)
  }

  @Test("several of one name are all there")
  func repeated() {
    #expect(lines("same\nsame\nother\n", "same").count == 2)
    let text = TraceableFunctions(Bytes(Array("same\nother\n".utf8)), hasAddresses: false)
    #expect(text.contains("same"))
    #expect(!text.contains("sam"))
    #expect(!text.contains("sam*"))
    #expect(!text.contains(""))
  }

  @Test(
    "lines that are none are left out",
    arguments: [
      "", "\n", "\n\n", " ", "schedule", "zz schedule\n", "0 x", "ffffffff81000010", "ffff \n",
      "ffff\n x", "-1 x", "ffffg x",
    ])
  func hostileLines(text: String) {
    #expect(lines(text, hasAddresses: true).isEmpty)
  }

  @Test("whatever the bytes, no name has what names cannot have")
  func hostileBytes() {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<200 {
      let text = (0..<Int.random(in: 0..<120, using: &generator)).map { _ in
        [0, 9, 10, 32, 91, 93, 97, 102, 255, UInt8.random(in: 0...255, using: &generator)]
          .randomElement(using: &generator) ?? 0
      }
      for hasAddresses in [false, true] {
        for line in lines(text, hasAddresses: hasAddresses) {
          #expect(!line.name.isEmpty && !line.name.contains(" ") && !line.name.contains("\n"))
        }
      }
      KernelSymbols(Bytes(text)).forEachFunction { _, name, _ in
        let length = name.byteCount
        #expect(length > 0)
      }
      let survey = KernelSymbols(Bytes(text)).survey("a")
      #expect(survey.near.count <= 3)
    }
  }
}
