import BPF
import BPFObject
import BTF
import CORE
import SystemPackage

/// The instructions of a program that the kernel holds, as its verifier left them, with the names that
/// the kernel's numbers stand for.
struct KernelListing {
  private let name: String
  private let image: ProgramImage
  private let types: BTFTable?
  /// The names of maps by their ids.
  private let maps: [UInt32: String]
  /// The kernel's symbols, of which addresses of helpers are some.
  private let symbols: KernelSymbols?

  init(
    name: String, image: ProgramImage, types: BTFTable?, maps: [UInt32: String],
    symbols: KernelSymbols?
  ) {
    self.name = name
    self.image = image
    self.types = types
    self.maps = maps
    self.symbols = symbols
  }

  init(_ program: Program) throws(BPFError) {
    let info = try program.info()
    var maps: [UInt32: String] = [:]
    for id in info.mapIDs { maps[id] = (try? Map(kernel: program.kernel, id: id))?.name }
    self.init(
      name: program.name, image: try program.image(),
      types: info.btfID == 0
        ? nil : try? TypeObject(kernel: program.kernel, id: info.btfID).types(),
      maps: maps, symbols: try? KernelSymbols(contentsOf: FilePath("/proc/kallsyms")))
  }

  /// The listing.
  var listing: Listing {
    var instructions = image.instructions
    var references: [Int: String] = [:]
    var texts: [Int: String] = [:]
    let called = calledSymbols
    var place = 0
    while place < instructions.count {
      defer { place += instructions[place].isWideLoad ? 2 : 1 }
      let instruction = instructions[place]
      if instruction.isCall {
        switch instruction.source {
        case Instruction.pseudoCall where instruction.offset != 0:
          // The distance stands in the offset; the constant is the function's number.
          instructions[place].immediate = Int32(instruction.offset)
          instructions[place].offset = 0
        case 0, Instruction.pseudoKernelFunctionCall:
          if instruction.source == 0, HelperFunction(instruction).functionName != nil { break }
          texts[place] = "call kernel" + KernelListing.distance(instruction.immediate)
          references[place] = called[instruction.immediate]
        default: break
        }
      } else if instruction.isWideLoad, place + 1 < instructions.count {
        switch instruction.source {
        case Instruction.pseudoMapDescriptor, Instruction.pseudoMapValue:
          let id = UInt32(bitPattern: instruction.immediate)
          references[place] = maps[id]
          texts[place] = KernelListing.loadMap(instruction, instructions[place + 1])
        case Instruction.pseudoFunction: instructions[place + 1].immediate = 0
        default: break
        }
      } else if let text = KernelListing.kernelOnly(instruction) {
        texts[place] = text
      }
    }
    return Listing(
      name: name, instructions: instructions, functions: functionNames, references: references,
      lines: sourceLines, texts: texts)
  }

  /// `r1 = map[id:7]`, `r1 = map[id:7][0] + 8`.
  private static func loadMap(_ first: Instruction, _ second: Instruction) -> String {
    let text = "r\(first.destination) = map[id:\(UInt32(bitPattern: first.immediate))]"
    guard first.source == Instruction.pseudoMapValue else { return text }
    return text + "[0] + \(UInt32(bitPattern: second.immediate))"
  }

  /// What only the verifier writes.
  private static func kernelOnly(_ instruction: Instruction) -> String? {
    switch (instruction.opcode, instruction.offset) {
    case (0xbf, -1): "r\(instruction.destination) = this_cpu(r\(instruction.source))"
    case (0xc0, _): "nospec"
    default: nil
    }
  }

  private static func distance(_ value: Int32) -> String { (value < 0 ? "" : "+") + "\(value)" }

  /// The names of the kernel's functions that are called, by the distances in the calls.
  private var calledSymbols: [Int32: String] {
    var distances: Set<Int32> = []
    for instruction in image.instructions
    where instruction.isCall && instruction.source != Instruction.pseudoCall {
      distances.insert(instruction.immediate)
    }
    guard !distances.isEmpty, let symbols, case .found(let base) = symbols["__bpf_call_base"] else {
      return [:]
    }
    var addresses: [Int32: UInt64] = [:]
    for distance in distances {
      addresses[distance] = base &+ UInt64(bitPattern: Int64(distance))
    }
    let names = symbols.names(at: Set(addresses.values))
    return addresses.compactMapValues { names[$0] }
  }

  /// The names of the program's functions, by the places where they begin.
  var functionNames: [Int: String] {
    var names: [Int: String] = [:]
    guard let types else { return names }
    for function in image.functions {
      guard let start = function.start,
        let name = try? types.name(of: types.type(function.type)), !name.isEmpty
      else { continue }
      names[start] = name
    }
    return names
  }

  private var sourceLines: [Int: (file: String, line: Int, column: Int, text: String)] {
    var lines: [Int: (file: String, line: Int, column: Int, text: String)] = [:]
    guard let types else { return lines }
    for line in image.lines {
      guard let file = try? types.string(at: line.fileName),
        let text = try? types.string(at: line.text)
      else { continue }
      lines[line.start] = (
        file, line.line, line.column, String(text.drop { $0 == " " || $0 == "\t" })
      )
    }
    return lines
  }

  /// The machine code of each function in lines of 16 bytes.
  var machineCode: String {
    var text = ""
    var start = 0
    let names = functionNames
    let functions =
      image.functions.isEmpty || image.functions.allSatisfy { $0.compiledSize == 0 }
      ? [(name: name, address: UInt64(0), size: image.machineCode.count)]
      : image.functions.map { function in
        (
          name: function.start.flatMap { names[$0] } ?? name, address: function.address,
          size: function.compiledSize
        )
      }
    for function in functions {
      text +=
        function.address == 0
        ? "\(function.name):\n" : "\(function.name) at 0x\(String(function.address, radix: 16)):\n"
      let end = min(start + max(function.size, 0), image.machineCode.count)
      for row in stride(from: start, to: end, by: 16) {
        let number = String(row - start, radix: 16)
        text += "  " + String(repeating: " ", count: max(0, 4 - number.count)) + number + ":"
        for byte in image.machineCode[row..<min(row + 16, end)] {
          text += (byte < 16 ? " 0" : " ") + String(byte, radix: 16)
        }
        text += "\n"
      }
      start = end
    }
    return text
  }
}

extension HelperFunction {
  /// The helper of a call, if its constant is a number of one and no distance.
  fileprivate init(_ call: Instruction) {
    self.init(rawValue: UInt32(bitPattern: call.immediate))
  }
}
