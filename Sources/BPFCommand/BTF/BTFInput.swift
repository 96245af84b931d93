import BPF
import BPFObject
import BTF
import Bytes
import SystemPackage

/// Where the types come from that a command was asked about.
struct BTFInput {
  /// A file; `nil` for the running kernel.
  var file: String?
  /// A module of the running kernel.
  var module: String?
  /// What a file's types stand on.
  var base: String?
  /// BTF that the running kernel holds, by its number.
  var id: UInt32?

  /// Opens the table, and what it stands on.
  func open() throws -> BTFTable {
    if let id { return try TypeObject(kernel: Kernel(), id: id).types() }
    guard let file else {
      let kernel = try Kernel().types()
      guard let module else { return kernel }
      // The file of a module has its name; anything else would leave the folder.
      guard !module.isEmpty, !module.contains("/"), !module.hasPrefix(".") else {
        throw BTFInputError("'\(module)' is not the name of a module")
      }
      return try BTFTable(contentsOf: FilePath("/sys/kernel/btf/\(module)"), base: kernel)
    }
    let base = try base.map { try BTFTable(contentsOf: FilePath($0)) }
    return try BTFTable(contentsOf: FilePath(file), base: base)
  }

  /// The types of some names, those of the base included, in ascending order.
  static func ids(of names: [String], in table: BTFTable) throws(BTFInputError) -> [TypeID] {
    var ids: Set<TypeID> = []
    var missing = Set(names)
    var part: BTFTable? = table
    while let current = part {
      for (name, found) in zip(names, current.search(names)) where !found.isEmpty {
        missing.remove(name)
        ids.formUnion(found)
      }
      part = current.base
    }
    if let name = names.first(where: missing.contains) {
      throw BTFInputError("there is no type of the name '\(name)'")
    }
    return ids.sorted()
  }
}

/// Why there are no types to show.
struct BTFInputError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
