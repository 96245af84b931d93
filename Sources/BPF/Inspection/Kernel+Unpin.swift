public import SystemPackage

extension Kernel {
  /// Takes away the path of a pinned object, which ends if nobody else holds it (`unlink(2)`).
  ///
  /// - Throws: ``BPFError``; ``BPFError/Code/invalidArgument`` for a path that is no pinned object, so
  ///   that no other file is lost by mistake.
  public func unpin(_ path: FilePath) throws(BPFError) {
    _ = try openPinned(path)
    try removePin(path)
  }

  /// Takes away the path of one object, whose id it must have.
  func unpin(_ path: FilePath, _ kind: KernelObject, id: UInt32) throws(BPFError) {
    let pinned = try openPinned(path)
    try check(pinned.rawValue, is: kind, path: path.string)
    let found =
      switch kind {
      case .program: try programInfo(pinned.rawValue).id
      case .map: try mapInfo(pinned.rawValue).id
      case .link: try linkInfo(pinned.rawValue).id
      case .btf: try btfInfo(pinned.rawValue).id
      }
    guard found == id else {
      throw BPFError(
        .invalidArgument, "unpin \(kind.rawValue) \(id) from \(path)",
        reason: "the path holds \(kind.rawValue) \(found)", path: path.string)
    }
    try removePin(path)
  }

  private func removePin(_ path: FilePath) throws(BPFError) {
    let result = calls.unlink(path.string)
    guard result < 0 else { return }
    throw failure(call: "unlink", Errno(rawValue: -result), "unpin \(path)", path: path.string)
  }
}

extension Program {
  /// Takes away a path that was given by ``pin(at:)``; the program stays for those who hold it.
  ///
  /// - Throws: ``BPFError``, among others when the path holds another object.
  public func unpin(from path: FilePath) throws(BPFError) {
    try kernel.unpin(path, .program, id: try info().id)
  }
}

extension Map {
  /// Takes away a path that was given by ``pin(at:)``; the map stays for those who hold it.
  ///
  /// - Throws: ``BPFError``, among others when the path holds another object.
  public func unpin(from path: FilePath) throws(BPFError) {
    try kernel.unpin(path, .map, id: try info().id)
  }
}

extension Link {
  /// Takes away a path that was given by ``pin(at:)``; the program stays attached while this link
  /// lives.
  ///
  /// - Throws: ``BPFError``, among others when the path holds another object.
  public borrowing func unpin(from path: FilePath) throws(BPFError) {
    try kernel.unpin(path, .link, id: try info().id)
  }
}
