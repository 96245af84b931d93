import BPFObject
import CORE
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import BPF

@Suite("What the kernel tells of programs", .requires(.bpf))
struct ProgramInspectionTests {
  @Test("runs are counted as long as statistics are wanted")
  func statistics() throws {
    let kernel = Kernel()
    let counter = try CountingProgram(kernel: kernel, type: .xdp, result: 2)
    let input = TestRunInput(data: [UInt8](repeating: 0, count: 64), repetitions: 100)
    do {
      let statistics = try kernel.enableStatistics()
      _ = try counter.program.testRun(input)
      _ = consume statistics
    }
    let info = try counter.program.info()
    #expect(info.runCount >= 100)
    #expect(info.runTime > .zero)
  }

  @Test(
    "the instructions, the machine code, the functions and their lines",
    .requires(.kernelBTF, .kernel(since: "5.17", for: "bpf_loop")))
  func image() throws {
    let file = try ObjectFile(try Fixture.object("selftest_subprogs"), name: "subprogs")
    let object = try file.load()
    let program = try #require(object.programs.first)
    let info = try program.info()
    let image = try program.image()
    #expect(image.instructions.count * 8 == Int(info.translatedSize))
    #expect(image.instructions.last?.opcode == 0x95)
    #expect(image.functions.count > 1)
    #expect(image.functions.first?.start == 0)
    #expect(
      image.functions.map { $0.start ?? -1 }.max().map { $0 < image.instructions.count } == true)
    #expect(image.functions.allSatisfy { $0.tag.count == 16 })
    let types = try TypeObject(kernel: object.kernel, id: info.btfID).types()
    let names = try image.functions.map { try types.name(of: types.type($0.type)) }
    #expect(names.first == program.name)
    #expect(!image.lines.isEmpty)
    #expect(try image.lines.allSatisfy { try !types.string(at: $0.fileName).isEmpty })
    #expect(image.lines.map(\.start) == image.lines.map(\.start).sorted())
    if info.compiledSize > 0 {
      #expect(image.machineCode.count == Int(info.compiledSize))
      #expect(Int(info.compiledFunctionCount) == image.functions.count)
      #expect(image.functions.reduce(0) { $0 + $1.compiledSize } == image.machineCode.count)
    }
  }

  @Test("a packet that grows beyond its room is cut, and the program's answer is kept")
  func noRoom() throws {
    let kernel = Kernel()
    let counter = try CountingProgram(kernel: kernel, type: .xdp, result: 2)
    let data = [UInt8](repeating: 7, count: 64)
    let whole = try counter.program.testRun(TestRunInput(data: data))
    #expect(whole.data == data && whole.dataSize == 64 && !whole.isDataTruncated)
    let file = try ObjectFile(try Fixture.object("grow_packet"), name: "grow_packet")
    let object = try file.load()
    let program = try #require(object.program(named: "grow"))
    let grown = try program.testRun(TestRunInput(data: data, growth: 64))
    #expect(grown.returnValue == 2 && grown.dataSize == 96)
    #expect(grown.data.count == 96 && !grown.isDataTruncated)
    let cut = try program.testRun(TestRunInput(data: data, growth: 8))
    #expect(cut.returnValue == 2 && cut.dataSize == 96)
    #expect(cut.data.count == 72 && cut.isDataTruncated)
  }

  @Test(
    "frames that go their way are not given back",
    .requires(.kernel(since: "5.18", for: "live frames")))
  func liveFrames() throws {
    let counter = try CountingProgram(kernel: Kernel(), type: .xdp, result: 1)  // XDP_DROP
    let result = try counter.program.testRun(
      TestRunInput(
        data: [UInt8](repeating: 0, count: 64), repetitions: 300, flags: .liveFrames,
        batchSize: 16))
    #expect(try counter.count == 300)
    #expect(result.data.isEmpty)
    let error = #expect(throws: BPFError.self) {
      _ = try counter.program.testRun(
        TestRunInput(data: [UInt8](repeating: 0, count: 64), batchSize: 16))
    }
    #expect(error?.program == "counter")
  }

  @Test(
    "what a program prints for people is read once",
    .requires(.kernelBTF, .kernel(since: "6.18", for: "bpf_stream_vprintk_impl")))
  func streams() throws {
    let object = try ObjectFile(try Fixture.object("streams"), name: "streams").load()
    let program = try #require(object.program(named: "speak"))
    #expect(try program.read(.output).isEmpty)
    let result = Int32(
      bitPattern: try program.testRun(TestRunInput(context: [0, 0, 0, 0, 0, 0, 0, 0])).returnValue)
    if result == -ENOMEM {
      try Test.cancel("the kernel has no memory to give without waiting, which streams need")
    }
    #expect(result == 0)
    let output = String(decoding: try program.read(.output), as: UTF8.self)
    #expect(output == "hello 42\n")
    let errors = String(decoding: try program.read(.error), as: UTF8.self)
    #expect(errors == "wrong\n")
    #expect(try program.read(.output).isEmpty)
    let error = #expect(throws: BPFError.self) {
      _ = try program.read(ProgramStream(rawValue: 9))
    }
    #expect(error?.code == .notFound)
  }

  @Test("streams that the kernel does not have yet say since when")
  func noStreams() throws {
    let calls = unsafe FakeSystemCalls { _, _, _ in -22 }
    let program = Program(
      kernel: Kernel(calls: calls), owning: OwnedDescriptor(owning: FakeSystemCalls.descriptor()),
      name: "p", type: .xdp)
    let error = #expect(throws: BPFError.self) { _ = try program.read(.output) }
    #expect(error?.reason == "programs have streams since Linux 6.17")
  }
}
