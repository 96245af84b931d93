import BPFObject
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import BPF

@Suite("Feature probes")
struct FeatureTests {
  @Test("a kernel that does not know what is asked for does not support it", arguments: Feature.all)
  func unsupported(feature: Feature) {
    let fake = unsafe FakeSystemCalls(files: ["/proc/kallsyms": "0 T bpf\n"]) { _, _, _ in
      -Errno.invalidArgument.rawValue
    }
    #expect(Kernel(calls: fake).support(for: feature) == .unsupported)
  }

  @Test("not being allowed to ask is no answer, and is asked again", arguments: Feature.all)
  func unknown(feature: Feature) {
    let fake = unsafe FakeSystemCalls { _, _, _ in -Errno.notPermitted.rawValue }
    let kernel = Kernel(calls: fake)
    guard case .unknown = kernel.support(for: feature) else {
      Issue.record("\(kernel.support(for: feature))")
      return
    }
    let calls = fake.commands.count
    _ = kernel.support(for: feature)
    #expect(fake.commands.count == 2 * calls)
    #expect(!kernel.supports(feature))
  }

  @Test("an answer is kept")
  func cached() {
    let fake = unsafe FakeSystemCalls { _, _, _ in FakeSystemCalls.descriptor() }
    let kernel = Kernel(calls: fake)
    #expect(kernel.support(for: .btf) == .supported)
    #expect(kernel.support(for: .btf) == .supported)
    #expect(fake.commands.count == 1)
  }

  @Test("probes close what they open", arguments: [Feature.globalData, .bindMap, .perfLink])
  func closes(feature: Feature) throws {
    let first = try WatchedDescriptor()
    let second = try WatchedDescriptor()
    let results = [first.rawValue, second.rawValue]
    let fake = unsafe FakeSystemCalls { command, _, call in
      command == .mapCreate || command == .programLoad ? results[call - 1] : -22
    }
    _ = Kernel(calls: fake).support(for: feature)
    let firstOpen = first.isOpen
    #expect(!firstOpen)
    if feature != .perfLink {
      let secondOpen = second.isOpen
      #expect(!secondOpen)
    }
  }

  @Test("a bad descriptor is what a kernel with perf links finds")
  func perfLink() {
    let fake = unsafe FakeSystemCalls { command, _, _ in
      command == .linkCreate ? -Errno.badFileDescriptor.rawValue : FakeSystemCalls.descriptor()
    }
    #expect(Kernel(calls: fake).support(for: .perfLink) == .supported)
  }

  @Test("the wrapper of a system call is found across pieces of a long symbol table")
  func kernelSymbols() {
    #if arch(x86_64)
    let symbol = "ffffffff81000000 T __x64_sys_bpf\n"
    #else
    let symbol = "ffffffff81000000 T __arm64_sys_bpf\n"
    #endif
    for padding in [0, 65_500, 65_520, 65_530, 131_060] {
      let table = String(repeating: "x", count: padding) + symbol + "0 T other\n"
      let kernel = Kernel(calls: unsafe FakeSystemCalls(files: ["/proc/kallsyms": table]))
      #expect(kernel.support(for: .systemCallWrapper) == .supported, "\(padding)")
    }
  }

  @Test("a recent kernel has every feature", .requires(.bpf), arguments: Feature.all)
  func runningKernel(feature: Feature) throws {
    let release = try KernelRelease.running()
    let support = Kernel().support(for: feature)
    let first = try #require(KernelVersion(feature.firstKernel))
    // Distributions carry features back, so an old kernel may have what it need not have.
    #expect(support == .supported || release < first, "\(feature) on Linux \(release)")
  }
}
