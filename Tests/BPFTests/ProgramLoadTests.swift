import BPFObject
import CLinuxBPF
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import BPF

@Suite("Loading programs")
struct ProgramLoadTests {
  private static func attributes(_ buffer: UnsafeMutableRawBufferPointer) -> lbpf_prog_load {
    unsafe buffer.loadUnaligned(as: lbpf_prog_load.self)
  }

  /// Writes a log as a kernel would: as much as fits, and says how much there is since 6.4.
  private static func write(
    _ log: String, _ buffer: UnsafeMutableRawBufferPointer, tellsSize: Bool
  ) -> Errno {
    var attributes = unsafe attributes(buffer)
    let bytes = Array(log.utf8) + [0]
    if let target = unsafe UnsafeMutableRawPointer(bitPattern: UInt(attributes.log_buf)) {
      let count = min(bytes.count, Int(attributes.log_size))
      unsafe bytes.withUnsafeBytes { source in
        if let start = source.baseAddress {
          unsafe target.copyMemory(from: start, byteCount: count)
        }
      }
    }
    if tellsSize { attributes.log_true_size = UInt32(bytes.count) }
    unsafe buffer.storeBytes(of: attributes, as: lbpf_prog_load.self)
    return bytes.count > Int(attributes.log_size) ? .noSpace : .permissionDenied
  }

  @Test("the first attempt asks for no log, the second for one")
  func asksForLogOnFailure() throws {
    let levels = Mutex<[UInt32]>([])
    let fake = unsafe FakeSystemCalls { _, buffer, _ in
      let attributes = unsafe Self.attributes(buffer)
      levels.withLock { $0.append(attributes.log_level) }
      if attributes.log_level == 0 { return -Errno.permissionDenied.rawValue }
      return unsafe -Self.write("R0 !read_ok\n", buffer, tellsSize: true).rawValue
    }
    let error = #expect(throws: BPFError.self) {
      _ = try Kernel(calls: fake).loadProgram(
        ProgramLoad(name: "broken", type: .xdp), instructions: [Assembly.exit])
    }
    #expect(levels.withLock { $0 } == [0, 1])
    #expect(error?.code == .verifierRejected)
    #expect(error?.errno == .permissionDenied)
    #expect(error?.program == "broken")
    #expect(error?.verifierLog == "R0 !read_ok\n")
    #expect(
      error?.description == """
        cannot load program "broken" (xdp): Permission denied (EACCES from BPF_PROG_LOAD). \
        The verifier refused the program; its log says why.
        Verifier log:
          R0 !read_ok
        """)
  }

  @Test("a log that does not fit is asked for again", arguments: [true, false])
  func growsLog(tellsSize: Bool) throws {
    let log = String(repeating: "0123456789abcde\n", count: 200_000)
    let sizes = Mutex<[UInt32]>([])
    let fake = unsafe FakeSystemCalls { _, buffer, _ in
      let attributes = unsafe Self.attributes(buffer)
      if attributes.log_level == 0 { return -Errno.permissionDenied.rawValue }
      sizes.withLock { $0.append(attributes.log_size) }
      return unsafe -Self.write(log, buffer, tellsSize: tellsSize).rawValue
    }
    let error = #expect(throws: BPFError.self) {
      _ = try Kernel(calls: fake).loadProgram(
        ProgramLoad(name: "long", type: .xdp), instructions: [Assembly.exit])
    }
    #expect(error?.verifierLog == log)
    #expect(error?.errno == .permissionDenied)
    #expect(sizes.withLock { $0 } == (tellsSize ? [1 << 20, 3_200_001] : [1 << 20, 1 << 22]))
  }

  @Test("records that an older kernel cannot read are blanked")
  func simplifiesRecords() throws {
    let functions = Mutex<[[UInt8]]>([])
    let fake = unsafe FakeSystemCalls { _, buffer, _ in
      var attributes = unsafe Self.attributes(buffer)
      guard
        let records = unsafe UnsafeRawPointer(bitPattern: UInt(attributes.func_info)),
        attributes.func_info_cnt == 2, attributes.func_info_rec_size == 12
      else { return -Errno.invalidArgument.rawValue }
      let copy = unsafe Array(UnsafeRawBufferPointer(start: records, count: 24))
      functions.withLock { $0.append(copy) }
      if copy[8...11].allSatisfy({ $0 == 0 }), copy[20...].allSatisfy({ $0 == 0 }) {
        return FakeSystemCalls.descriptor()
      }
      attributes.func_info_rec_size = 8
      unsafe buffer.storeBytes(of: attributes, as: lbpf_prog_load.self)
      return -Errno.argListTooLong.rawValue
    }
    var load = ProgramLoad(name: "p", type: .xdp)
    load.btf = 9
    load.functionInfo = Array(1...24)
    load.functionInfoRecordSize = 12
    _ = try Kernel(calls: fake).loadProgram(load, instructions: [Assembly.exit])
    #expect(fake.commands.count == 2)
    #expect(
      functions.withLock { $0.last }
        == [1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 13, 14, 15, 16, 17, 18, 19, 20, 0, 0, 0, 0])
  }

  @Test("the running kernel refuses a bad program and says why", .requires(.bpf))
  func realRefusal() throws {
    let kernel = Kernel()
    let error = #expect(throws: BPFError.self) {
      _ = try Program(
        kernel: kernel, load: ProgramLoad(name: "bad", type: .socketFilter),
        instructions: [Assembly.exit])
    }
    #expect(error?.code == .verifierRejected)
    #expect(error?.verifierLog?.contains("R0 !read_ok") == true)
  }

  @Test("a program runs on request, and the kernel knows it", .requires(.bpf))
  func realProgram() throws {
    let kernel = Kernel()
    let program = try Program(
      kernel: kernel, load: ProgramLoad(name: "answer", type: .xdp),
      instructions: [Assembly.set(0, to: 42), Assembly.exit])
    let result = try program.testRun(
      TestRunInput(data: [UInt8](repeating: 7, count: 64), repetitions: 10))
    #expect(result.returnValue == 42)
    #expect(result.data == [UInt8](repeating: 7, count: 64))
    let info = try program.info()
    #expect(info.name == "answer")
    #expect(info.type == .xdp)
    #expect(info.isGPLCompatible)
    #expect(info.translatedSize == 16)
    #expect(try kernel.ids(of: .program).contains(info.id))
    #expect(try Program(kernel: kernel, id: info.id).name == "answer")
  }

  @Test("a program that cannot be run on request says so", .requires(.bpf))
  func realTestRunRefusal() throws {
    let program = try Program(
      kernel: Kernel(), load: ProgramLoad(name: "probe", type: .tracepoint),
      instructions: [Assembly.set(0, to: 0), Assembly.exit])
    let error = #expect(throws: BPFError.self) { try program.testRun() }
    #expect(error?.code == .unsupported)
    #expect(error?.description.contains("ENOTSUPP from BPF_PROG_TEST_RUN") == true)
  }
}
