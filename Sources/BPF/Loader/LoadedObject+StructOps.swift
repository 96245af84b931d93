internal import BPFObject
internal import SystemPackage

/// struct_ops maps: registered with the kernel, which calls their programs from then on.
extension LoadedObject {
  /// Registers a struct of `.struct_ops.link` with the kernel (`BPF_LINK_CREATE`, Linux 6.4).
  ///
  /// - Returns: the link; the kernel drops the struct when it ends.
  /// - Throws: ``BPFError``, among others when the map is one of `.struct_ops`, which
  ///   ``registerStructOps(_:)`` is for.
  public func attachStructOps(_ name: String) throws(BPFError) -> Link {
    let (map, structOps) = try structOpsMap(name)
    let action = "register struct_ops map \"\(name)\" (\(structOps.kernelType.name))"
    guard map.flags.contains(.link) else {
      throw BPFError(
        .invalidArgument, action, reason: "it is not of the section .struct_ops.link",
        advice: "place the variable in SEC(\".struct_ops.link\"), or call registerStructOps()",
        map: name)
    }
    try setValue(of: map, structOps)
    do {
      // The field of the program holds the map.
      let link = try kernel.createLink(
        program: map.descriptor.rawValue, target: 0, .structOps)
      return Link(
        kernel: kernel, owning: link,
        target: "struct_ops \(structOps.kernelType.name)", programName: name)
    } catch {
      throw kernel.failure(.linkCreate, error, action, map: name)
    }
  }

  /// Registers a struct of `.struct_ops` with the kernel, until ``unregisterStructOps(_:)``.
  ///
  /// `BPF_MAP_UPDATE_ELEM`, Linux 5.6. The struct stays registered when the process ends: a struct of
  /// `.struct_ops.link` is the better choice where the kernel has them.
  ///
  /// - Throws: ``BPFError``, among others when the map is one of `.struct_ops.link`.
  public func registerStructOps(_ name: String) throws(BPFError) {
    let (map, structOps) = try structOpsMap(name)
    guard !map.flags.contains(.link) else {
      throw BPFError(
        .invalidArgument, "register struct_ops map \"\(name)\" (\(structOps.kernelType.name))",
        reason: "it is of the section .struct_ops.link, and registered by a link",
        advice: "call attachStructOps()", map: name)
    }
    try setValue(of: map, structOps)
  }

  /// Registers a struct of either section, for as long as the link lives.
  ///
  /// - Throws: ``BPFError``, among others when the object has no such map.
  public func attach(structOps name: String) throws(BPFError) -> Link {
    let (map, structOps) = try structOpsMap(name)
    if map.flags.contains(.link) { return try attachStructOps(name) }
    try registerStructOps(name)
    return Link(
      kernel: kernel, holding: StructOpsRegistration(map),
      target: "struct_ops \(structOps.kernelType.name)", programName: name)
  }

  /// Takes back a struct that ``registerStructOps(_:)`` registered (`BPF_MAP_DELETE_ELEM`).
  ///
  /// The kernel goes on calling its programs for whoever uses the struct already.
  ///
  /// - Throws: ``BPFError``, among others when the object has no such map.
  public func unregisterStructOps(_ name: String) throws(BPFError) {
    let (map, _) = try structOpsMap(name)
    try map.removeValue(forKey: [0, 0, 0, 0])
  }

  /// Fills in a struct of `.struct_ops.link` without registering it.
  ///
  /// What ``Link/replaceMap(with:expecting:)`` takes.
  ///
  /// `BPF_MAP_UPDATE_ELEM`, Linux 6.4. It can be done once, and ``attachStructOps(_:)`` does it itself.
  ///
  /// - Returns: the map.
  /// - Throws: ``BPFError``, among others when the object has no such map.
  public func prepareStructOps(_ name: String) throws(BPFError) -> Map {
    let (map, structOps) = try structOpsMap(name)
    try setValue(of: map, structOps)
    return map
  }

  private func structOpsMap(_ name: String) throws(BPFError) -> (Map, StructOpsPlan) {
    for (map, planned) in zip(maps, plan.maps) where map.name == name {
      if let structOps = planned.structOps { return (map, structOps) }
    }
    let known = plan.maps.filter { $0.structOps != nil }.map(\.spec.name)
    throw BPFError(
      .invalidArgument, "find struct_ops map \"\(name)\"",
      reason: known.isEmpty
        ? "the object has none" : "the object has \(known.joined(separator: ", "))",
      map: name)
  }

  /// Writes the struct, with the descriptors of its programs where their functions are.
  private func setValue(of map: Map, _ structOps: StructOpsPlan) throws(BPFError) {
    var value = structOps.contents
    for function in structOps.functions {
      guard let program = program(named: function.program) else {
        throw BPFError(
          .invalidArgument, "fill in struct_ops map \"\(map.name)\"",
          reason:
            "program '\(function.program)', which stands for \(function.member), is not loaded",
          map: map.name, program: function.program)
      }
      let number = UInt64(UInt32(bitPattern: program.descriptor.rawValue))
      let bytes = unsafe withUnsafeBytes(of: number) { unsafe Array($0) }
      value.replaceSubrange(function.offset..<(function.offset + bytes.count), with: bytes)
    }
    try map.setValue(value, forKey: [0, 0, 0, 0])
  }
}
