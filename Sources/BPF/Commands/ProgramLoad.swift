package import BPFObject

/// What `BPF_PROG_LOAD` takes, apart from the instructions.
///
/// Descriptors are borrowed: whoever makes the value keeps them open until the program is loaded.
package struct ProgramLoad: Sendable {
  /// Cut to 15 bytes, with what the kernel does not allow replaced by `_`.
  package var name: String
  package var type: ProgramType
  package var expectedAttachType: AttachType?
  package var flags: ProgramFlags = []
  package var license: String
  /// `LINUX_VERSION_CODE`, which kernels before 5.0 compare for kprobes.
  package var kernelVersion: UInt32 = 0
  package var interfaceIndex: UInt32 = 0
  package var btf: Int32?
  /// The records of `func_info` and the size of one; passed only with ``btf``.
  package var functionInfo: [UInt8] = []
  package var functionInfoRecordSize: UInt32 = 8
  /// The records of `line_info` and the size of one; passed only with ``btf``.
  package var lineInfo: [UInt8] = []
  package var lineInfoRecordSize: UInt32 = 16
  /// The function or type to attach to, in the BTF of the kernel, a module or a program.
  package var attachBTFID: UInt32 = 0
  /// The program (`attach_prog_fd`) or the module's BTF (`attach_btf_obj_fd`) that has it.
  package var attachDescriptor: Int32?
  /// `fd_array`: the BTFs of modules that the instructions refer to by index.
  package var descriptors: [Int32] = []
  package var token: Int32?
  /// What the verifier is to log: 0 for nothing unless the load fails, 1 for errors and the path
  /// to them, 2 for all paths; 4 adds statistics.
  package var logLevel: UInt32 = 0

  package init(name: String, type: ProgramType, license: String = "GPL") {
    self.name = name
    self.type = type
    self.license = license
  }
}

/// A program that the kernel accepted.
package struct LoadedProgram: ~Copyable {
  private let descriptor: OwnedDescriptor
  /// What the verifier wrote, when a log was asked for.
  package let log: String?

  init(descriptor: consuming OwnedDescriptor, log: String?) {
    self.descriptor = descriptor
    self.log = log
  }

  /// Gives away the descriptor.
  package consuming func takeDescriptor() -> OwnedDescriptor { descriptor }
}
