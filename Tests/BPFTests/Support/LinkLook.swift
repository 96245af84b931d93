import BPFObject
import Testing

@testable import BPF

/// Makes programs and looks at links to them.
struct LinkLook {
  let kernel = Kernel()

  /// Whether the running kernel is not older than a version.
  func isSince(_ major: UInt32, _ minor: UInt32) throws -> Bool {
    try KernelRelease.running() >= KernelVersion(major, minor)
  }

  func program(
    _ type: ProgramType, _ attachType: AttachType?, function: String? = nil, result: Int32 = 0
  ) throws -> Program {
    var load = ProgramLoad(name: "looked_at", type: type)
    load.expectedAttachType = attachType
    if let function {
      let found = try kernel.types().firstType(named: function) { $0 == .function }
      load.attachBTFID = try #require(found).id.rawValue
    }
    return try Program(
      kernel: kernel, load: load,
      instructions: [Assembly.set(0, to: result), Assembly.exit])
  }

  func link(
    _ program: Program, _ descriptor: consuming OwnedDescriptor
  ) throws -> LinkInfo {
    let link = Link(
      kernel: kernel, owning: descriptor, target: "test", programName: program.name)
    let info = try link.info()
    #expect(try info.programID == program.info().id)
    // The same by its id, with a text of its own.
    let again = try Link(kernel: kernel, id: info.id)
    let (target, name) = (again.target, again.programName)
    #expect(try again.info() == info)
    #expect(name == program.name)
    #expect(target == info.target)
    return info
  }
}
