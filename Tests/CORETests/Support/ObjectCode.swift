import BTF
import Bytes
import CORE
import ELF
import TestSupport
import Testing

/// The types, instructions and relocations of a compiled fixture, section by section.
struct ObjectCode {
  struct Site {
    let section: String
    let number: Int
    let record: CORERecord
    let index: Int
  }

  let types: BTFTable
  let code: [String: [Instruction]]
  let sites: [Site]

  init(_ name: String, folder: String = "objects") throws {
    let file = try ELFFile(Fixture.bytes("\(folder)/\(name).bpf.o"))
    let btf = try #require(file.section(named: ".BTF"))
    let ext = try #require(file.section(named: ".BTF.ext"))
    types = try BTFTable(file.contents(of: btf))
    let records = try BTFExt(file.contents(of: ext))
    var code: [String: [Instruction]] = [:]
    var sites: [Site] = []
    for group in records.relocations {
      let name = try types.string(at: group.sectionName)
      let section = try #require(file.section(named: name))
      code[name] = try ObjectCode.decode(file.contents(of: section), file.byteOrder)
      for number in 0..<group.count {
        let record = try records.relocation(number, of: group)
        sites.append(
          Site(
            section: name, number: number, record: record,
            index: Int(record.instructionOffset) / 8))
      }
    }
    self.code = code
    self.sites = sites
  }

  private static func decode(_ bytes: Bytes, _ order: ByteOrder) -> [Instruction] {
    let span = bytes.span
    return (0..<bytes.count / 8).map { index in
      let place = index * 8
      let registers = span.load(UInt8.self, at: place + 1) ?? 0
      var instruction = Instruction(
        opcode: span.load(at: place) ?? 0,
        offset: span.load(at: place + 2, swapped: order.isSwapped) ?? 0,
        immediate: span.load(at: place + 4, swapped: order.isSwapped) ?? 0)
      instruction.registers = order == .big ? registers >> 4 | registers << 4 : registers
      return instruction
    }
  }

  static func target(_ name: String, folder: String = "objects/targets") throws -> BTFTable {
    try BTFTable(Fixture.bytes("\(folder)/\(name).btf"))
  }
}
