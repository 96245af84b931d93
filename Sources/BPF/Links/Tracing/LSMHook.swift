/// Whether programs on the hooks of the security modules run.
enum LSMHook {
  /// The active security modules, in their order (`/sys/kernel/security/lsm`); `nil` where that cannot
  /// be read.
  static func activeModules(_ kernel: Kernel) -> [String]? {
    guard let bytes = try? kernel.calls.readFile("/sys/kernel/security/lsm") else { return nil }
    let names = String(decoding: bytes, as: UTF8.self).split { $0 == "," || $0.isWhitespace }
    return names.isEmpty ? nil : names.map(String.init)
  }

  /// Passes where BPF is among the active modules, or it cannot be told.
  ///
  /// Without, the kernel attaches programs all the same, and never runs them.
  static func check(_ kernel: Kernel) throws(BPFError) {
    guard let active = activeModules(kernel), !active.contains("bpf") else { return }
    throw BPFError(
      .unsupported, "attach programs to LSM hooks",
      reason: "BPF is not among the active security modules (\(active.joined(separator: ","))), so "
        + "that the kernel would never run them",
      advice:
        "Boot with lsm=\((active.filter { $0 != "capability" } + ["bpf"]).joined(separator: ","))",
      path: "/sys/kernel/security/lsm")
  }
}
