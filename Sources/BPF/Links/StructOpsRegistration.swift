/// A struct of `.struct_ops` that the kernel has until this ends: an entry in the map, and no link.
final class StructOpsRegistration: Attachment {
  private let map: Map

  init(_ map: Map) { self.map = map }

  func detach() throws(BPFError) { try map.removeValue(forKey: [0, 0, 0, 0]) }
}
