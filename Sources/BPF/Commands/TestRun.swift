package import BPFObject
internal import CLinuxBPF
internal import SystemPackage

/// What a program is run on when it is run on request (`BPF_PROG_TEST_RUN`, Linux 4.12).
public struct TestRunInput: Sendable {
  /// The packet; empty for programs that have none.
  public var data: [UInt8]
  /// The context: for raw tracepoints, up to 12 arguments of 8 bytes; empty for the default.
  public var context: [UInt8]
  /// How often the program runs.
  public var repetitions: UInt32
  /// How many more bytes the packet may have afterwards.
  public var growth: Int
  /// The CPU to run on, for raw tracepoints (Linux 5.10).
  public var cpu: UInt32?
  /// How it is run.
  public var flags: Flags
  /// How many frames go through the network stack at once with ``Flags/liveFrames``; 0 for the
  /// kernel's choice.
  public var batchSize: UInt32

  /// How a program is run on request (`BPF_F_TEST_*`).
  public struct Flags: OptionSet, Sendable, Hashable {
    /// The kernel's bits.
    public var rawValue: UInt32

    /// Makes a set of the kernel's bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// XDP only: what the program decides is done, so that frames are really dropped, sent back or
    /// redirected; the result has no packet (`BPF_F_TEST_XDP_LIVE_FRAMES`, Linux 5.18).
    public static var liveFrames: Self { Self(rawValue: 2) }
    /// Programs on socket buffers: the packet's checksum counts as complete
    /// (`BPF_F_TEST_SKB_CHECKSUM_COMPLETE`, Linux 6.11).
    public static var completeChecksum: Self { Self(rawValue: 4) }
  }

  /// Makes an input.
  public init(
    data: [UInt8] = [], context: [UInt8] = [], repetitions: UInt32 = 1, growth: Int = 256,
    cpu: UInt32? = nil, flags: Flags = [], batchSize: UInt32 = 0
  ) {
    self.data = data
    self.context = context
    self.repetitions = repetitions
    self.growth = growth
    self.cpu = cpu
    self.flags = flags
    self.batchSize = batchSize
  }
}

/// What a program that was run on request gave back.
public struct TestRunResult: Sendable {
  /// What the program returned.
  public var returnValue: UInt32
  /// How long one run took on average, in the kernel's measure; zero where it does not measure.
  public var duration: Duration
  /// The packet afterwards, as much of it as there was room for.
  public var data: [UInt8]
  /// The context afterwards.
  public var context: [UInt8]
  /// How large the packet was afterwards.
  public var dataSize: Int

  /// Whether the packet had become larger than there was room for; see ``TestRunInput/growth``.
  public var isDataTruncated: Bool { data.count < dataSize }
}

extension Kernel {
  /// Runs a program on request.
  ///
  /// The outputs have room for what goes in and ``TestRunInput/growth`` more. A run is not repeated
  /// for want of room, because programs have effects: the kernel fills what there is, and says how much
  /// it would have been.
  package func testRun(
    _ program: Int32, _ type: ProgramType, name: String, _ input: TestRunInput
  ) throws(BPFError) -> TestRunResult {
    var attributes = lbpf_prog_test_run()
    attributes.prog_fd = UInt32(bitPattern: program)
    // The kernel takes 0 for once, and some program types take nothing else.
    attributes.repeat = input.repetitions > 1 ? input.repetitions : 0
    attributes.flags = input.flags.rawValue
    attributes.batch_size = input.batchSize
    if let cpu = input.cpu {
      attributes.cpu = cpu
      attributes.flags |= 1  // BPF_F_TEST_RUN_ON_CPU
    }
    let room = input.data.count.addingReportingOverflow(max(0, input.growth))
    guard !room.overflow, room.partialValue < 1 << 30 else {
      throw BPFError(
        .invalidArgument, "run program \"\(name)\"", reason: "the packet would be too large",
        program: name)
    }
    // The kernel reads all of its input before it writes output, so one buffer serves for both.
    var data = input.data
    if !data.isEmpty {
      data.append(contentsOf: repeatElement(0, count: room.partialValue - data.count))
    }
    var context = input.context
    let givesContext = type.givesContextAfterTestRun
    do {
      var dataSpan = data.mutableSpan
      var contextSpan = context.mutableSpan
      try unsafe dataSpan.withUnsafeMutableBytes { data throws(Errno) in
        try unsafe contextSpan.withUnsafeMutableBytes { context throws(Errno) in
          attributes.data_size_in = UInt32(clamping: input.data.count)
          attributes.data_size_out = UInt32(clamping: data.count)
          attributes.ctx_size_in = UInt32(clamping: context.count)
          // An empty array has an address too; programs without data must be given none.
          attributes.data_in = unsafe data.isEmpty ? 0 : address(data.baseAddress)
          attributes.data_out = attributes.data_in
          attributes.ctx_in = unsafe context.isEmpty ? 0 : address(context.baseAddress)
          if givesContext {
            attributes.ctx_size_out = attributes.ctx_size_in
            attributes.ctx_out = attributes.ctx_in
          }
          try call(.programTestRun, &attributes)
        }
      }
    } catch {
      // The program has run; only the output was too large.
      guard error == .noSpace, Int(attributes.data_size_out) > data.count else {
        throw failure(.programTestRun, error, "run program \"\(name)\"", program: name)
      }
    }
    // Frames that went their way are not given back.
    if input.flags.contains(.liveFrames) { attributes.data_size_out = 0 }
    data.removeLast(data.count - min(data.count, Int(attributes.data_size_out)))
    if givesContext {
      context.removeLast(context.count - min(context.count, Int(attributes.ctx_size_out)))
    }
    return TestRunResult(
      returnValue: attributes.retval, duration: .nanoseconds(Int64(attributes.duration)),
      data: data, context: context, dataSize: Int(attributes.data_size_out))
  }
}

extension ProgramType {
  /// Whether a test run of this type has an output for the context.
  ///
  /// The others refuse one, and system call programs write into the input.
  fileprivate var givesContextAfterTestRun: Bool {
    switch self {
    case .rawTracepoint, .rawTracepointWritable, .tracing, .syscall, .structOps: false
    default: true
    }
  }
}
