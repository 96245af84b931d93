import BPFObject
import Glibc
import SystemPackage

@testable import BPF

/// A program that counts its runs in the first number of a map, and keeps its cookie in the second.
struct CountingProgram {
  let map: Map
  let program: Program

  /// - Parameters:
  ///   - attachType: what the program is verified for.
  ///   - result: what the program returns.
  ///   - readsCookie: whether to ask for the cookie, which not all types of programs may.
  init(
    kernel: Kernel, type: ProgramType, attachType: AttachType? = nil, result: Int32 = 0,
    readsCookie: Bool = false
  ) throws {
    map = try Map(
      kernel: kernel, name: "count", type: .array, keySize: 4, valueSize: 16, maxEntries: 1,
      flags: .mappable)
    let value = Assembly.loadMapValue(6, map.fileDescriptor.rawValue, offset: 0)
    var code = value
    if readsCookie {
      code += [Assembly.call(174), Assembly.store64(6, 8, from: 0)]  // bpf_get_attach_cookie
    }
    code += [
      Assembly.set(2, to: 1),
      // lock *(u64 *)(r6 + 0) += r2
      Assembly.instruction(0xdb, destination: 6, source: 2),
      Assembly.set(0, to: result),
      Assembly.exit,
    ]
    var load = ProgramLoad(name: "counter", type: type)
    load.expectedAttachType = attachType
    if type == .xdp, attachType == nil { load.expectedAttachType = .xdp }
    program = try Program(kernel: kernel, load: load, instructions: code)
  }

  private func number(at offset: Int) throws -> UInt64 {
    let bytes = try map.value(forKey: [0, 0, 0, 0]) ?? []
    return bytes.dropFirst(offset).prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  var count: UInt64 { get throws { try number(at: 0) } }
  var cookie: UInt64 { get throws { try number(at: 8) } }

  /// Whether runs that should count do not any more.
  ///
  /// A CPU may be in the program when it is detached, and a pinned link is dropped some time after
  /// its path, so this asks again for a while.
  func hasStopped(_ call: () throws -> Void) throws -> Bool {
    for _ in 0..<1000 {
      let before = try count
      try call()
      if try count == before { return true }
      usleep(10_000)
    }
    return false
  }
}
