import BPFObject

/// The objects that are part of the executable.
enum BuiltinObject {
  /// Opens the object that reports every process execution.
  static func openExec() throws(ObjectError) -> ObjectFile {
    try ObjectFile(Base64.decode(exec) ?? [], name: "execsnoop")
  }
}
