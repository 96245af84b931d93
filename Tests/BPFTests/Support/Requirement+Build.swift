import BPF
import BPFObject
import TestSupport

extension Requirement {
  /// An option of the kernel's build, built in or as a module.
  static func option(_ name: String) -> Self {
    Self(name) {
      guard let configuration = Kernel().configuration else { return nil }
      switch configuration[name] {
      case .some(let value) where value == "y" || value == "m": return nil
      default: return "the kernel was built without \(name)"
      }
    }
  }
}
