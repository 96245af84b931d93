internal import BPFObject

/// struct_ops maps, whose values are structs of the kernel.
extension Loader {
  /// Says in the kernel's own types what the value of a map is.
  func describe(
    _ structOps: StructOpsPlan, in creation: inout MapCreation
  ) throws(BPFError) {
    guard creation.btf != nil else {
      throw BPFError(
        .unsupported, "create map \"\(creation.name)\"",
        reason: "struct_ops maps need the object's BTF, which the kernel refuses",
        map: creation.name)
    }
    creation.btfVmlinuxValueTypeID = structOps.valueType.rawValue
    let module = structOps.kernelType.module
    if module > 0 { creation.valueTypeBTF = modules.descriptor(of: module) }
  }
}
