import BPFObject
import TestSupport

@testable import BPF

/// Some programs of a fixture, and its global variables.
struct LoadedFixture {
  struct Missing: Error { let name: String }

  let file: ObjectFile
  let object: LoadedObject

  init(_ name: String, _ programs: Set<String>, kernel: Kernel = Kernel()) throws {
    file = try ObjectFile(try Fixture.object(name), name: name)
    object = try file.load(into: kernel, options: LoadOptions(programs: programs))
  }

  /// A program by its name.
  subscript(program: String) -> Program {
    get throws {
      guard let found = object.program(named: program) else { throw Missing(name: program) }
      return found
    }
  }

  /// The numbers of a global variable, which all have a size.
  func numbers<Number: FixedWidthInteger>(
    _ variable: String, _ type: Number.Type = Number.self
  ) throws -> [Number] {
    guard let found = file.variables[variable],
      let value = try object.maps[found.mapIndex].value(forKey: [0, 0, 0, 0])
    else { throw Missing(name: variable) }
    let size = MemoryLayout<Number>.size
    return stride(from: found.offset, to: found.offset + found.size, by: size).map { start in
      value[start..<(start + size)].reversed().reduce(0) { $0 << 8 | Number($1) }
    }
  }
}
