import BPF
import BTF

/// Names of types in BTF that the kernel holds, each of which is read once.
final class TypeNames {
  private let kernel: Kernel
  private var tables: [UInt32: (name: String, types: BTFTable)?] = [:]

  init(_ kernel: Kernel) { self.kernel = kernel }

  /// The types of BTF by its id; `nil` where they cannot be read.
  func types(_ id: UInt32) -> BTFTable? { open(id)?.types }

  /// The name of a type, such as a function's; with the module in brackets where it is in one.
  func name(of type: UInt32, in id: UInt32) -> String? {
    guard id != 0, type != 0, let (module, types) = open(id),
      let name = try? types.name(of: types.type(TypeID(type))), !name.isEmpty
    else { return nil }
    return module.isEmpty || module == "vmlinux" ? name : "\(name) [\(module)]"
  }

  private func open(_ id: UInt32) -> (name: String, types: BTFTable)? {
    if let known = tables[id] { return known }
    var found: (name: String, types: BTFTable)?
    if let object = try? TypeObject(kernel: kernel, id: id), let types = try? object.types() {
      found = (object.info.name, types)
    }
    tables[id] = .some(found)
    return found
  }
}
