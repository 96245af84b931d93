import BPFObject
import TestSupport
import Testing

@testable import BPF

/// What the running kernel says it has, held against the first kernel of each part and the kernel's
/// configuration.
@Suite("Parts of the kernel", .requires(.bpf, .kernelBTF))
struct KernelPartTests {
  static let kernel = Kernel()

  private func check(_ part: KernelPart) throws {
    let release = try KernelRelease.running()
    let kernel = KernelPartTests.kernel
    let first = try #require(part.firstKernel.flatMap { KernelVersion($0) })
    let lacking = part.options.first { kernel.wasBuilt(with: $0) == false }
    let expected: Support = release >= first && lacking == nil ? .supported : .unsupported
    let support = kernel.support(for: part)
    if case .unknown(let reason) = support {
      // Some hypervisors allow no trampolines; then the kernel refuses before it looks.
      #expect(!RunningKernel.mustHaveAll, "\(part): \(reason)")
      #expect(!reason.isEmpty)
      return
    }
    #expect(
      support == expected,
      "\(part) since \(first) on \(release), without \(lacking ?? "nothing"): \(support)")
  }

  @Test("program types", arguments: ProgramType.all)
  func programType(_ type: ProgramType) throws { try check(.programType(type)) }

  @Test("map types", arguments: MapType.all)
  func mapType(_ type: MapType) throws { try check(.mapType(type)) }

  @Test("attach types", arguments: AttachType.all)
  func attachType(_ type: AttachType) throws { try check(.attachType(type)) }

  @Test("link types", arguments: LinkType.all)
  func linkType(_ type: LinkType) throws { try check(.linkType(type)) }
}
