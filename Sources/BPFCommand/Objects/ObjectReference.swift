import BPF
import SystemPackage

/// How an object of the kernel's is named on the command line: `7`, `counter`, `/sys/fs/bpf/counter`.
enum ObjectReference: Equatable {
  case id(UInt32)
  case name(String)
  case path(FilePath)

  /// A number is an id, what has a slash is the path of a pin, all else a name.
  init(_ text: String) {
    if let id = UInt32(text) {
      self = .id(id)
    } else if text.contains("/") {
      self = .path(FilePath(text))
    } else {
      self = .name(text)
    }
  }

  static let help = "An id, a name, or the path of a pin."
}

/// Why there is not one object to look at.
struct ObjectReferenceError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  init(_ noun: String, name: String, ids: [UInt32]) {
    description =
      ids.isEmpty
      ? "there is no \(noun) of the name '\(name)'; 'bpf \(noun) list' lists what there is"
      : "\(ids.count) of the name '\(name)' are there, with the ids "
        + ids.map(String.init).joined(separator: ", ") + "; give one of them"
  }
}

extension Kernel {
  /// The program that is meant.
  func program(_ reference: ObjectReference) throws -> Program {
    switch reference {
    case .id(let id): return try Program(kernel: self, id: id)
    case .path(let path): return try Program(kernel: self, pinnedAt: path)
    case .name(let name):
      var found: [(id: UInt32, program: Program)] = []
      var all = programs()
      while let program = try all.next() {
        if program.name == Kernel.keptName(name) { found.append((try program.info().id, program)) }
      }
      guard found.count == 1 else {
        throw ObjectReferenceError("prog", name: name, ids: found.map(\.id))
      }
      return found[0].program
    }
  }

  /// The map that is meant.
  func map(_ reference: ObjectReference) throws -> Map {
    switch reference {
    case .id(let id): return try Map(kernel: self, id: id)
    case .path(let path): return try Map(kernel: self, pinnedAt: path)
    case .name(let name):
      var found: [(id: UInt32, map: Map)] = []
      var all = maps()
      while let map = try all.next() {
        if map.name == Kernel.keptName(name) { found.append((try map.info().id, map)) }
      }
      guard found.count == 1 else {
        throw ObjectReferenceError("map", name: name, ids: found.map(\.id))
      }
      return found[0].map
    }
  }

  /// The link that is meant; by name, that of its program.
  func link(_ reference: ObjectReference) throws -> Link {
    switch reference {
    case .id(let id): return try Link(kernel: self, id: id)
    case .path(let path): return try Link(kernel: self, pinnedAt: path)
    case .name(let name):
      var ids: [UInt32] = []
      var all = links()
      while let link = try all.next() {
        if link.programName == Kernel.keptName(name) { ids.append(try link.info().id) }
      }
      guard ids.count == 1 else { throw ObjectReferenceError("link", name: name, ids: ids) }
      return try Link(kernel: self, id: ids[0])
    }
  }

  /// What the kernel keeps of a name: 15 bytes.
  private static func keptName(_ name: String) -> String {
    String(decoding: name.utf8.prefix(15), as: UTF8.self)
  }
}
