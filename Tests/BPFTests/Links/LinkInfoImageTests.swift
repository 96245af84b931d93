import BPFObject
import TestSupport
import Testing

@testable import BPF

/// The information of links as kernels write it, byte by byte, which not every machine can make.
@Suite("Link information as it is written")
struct LinkInfoImageTests {
  /// A link of which the kernel tells some numbers at offsets, and texts or arrays where it is told.
  private struct Image {
    var type: LinkType
    var numbers: [(offset: Int, size: Int, value: UInt64)] = []
    var parts: [(pointer: Int, bytes: [UInt8])] = []

    mutating func set(_ value: UInt64, at offset: Int, size: Int = 4) {
      numbers.append((offset, size, value))
    }

    mutating func set(text: String, at pointer: Int) {
      parts.append((pointer, Array(text.utf8) + [0]))
    }

    mutating func set(array: [UInt64], at pointer: Int, size: Int = 8) {
      parts.append(
        (
          pointer,
          array.flatMap { number in
            (0..<size).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
          }
        ))
    }

    /// What the library makes of it.
    func read() throws -> LinkInfo {
      let image = self
      let calls = unsafe FakeSystemCalls { command, attributes, _ in
        guard command == .objectGetInfo,
          let base = unsafe UnsafeMutableRawPointer(
            bitPattern: UInt(attributes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
        else { return -22 }
        for part in image.parts {
          let target = unsafe UnsafeMutableRawPointer(
            bitPattern: UInt(base.loadUnaligned(fromByteOffset: part.pointer, as: UInt64.self)))
          for (index, byte) in part.bytes.enumerated() {
            unsafe target?.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
          }
        }
        let head: [(offset: Int, size: Int, value: UInt64)] = [
          (0, 4, UInt64(image.type.rawValue)), (4, 4, 7), (8, 4, 9),
        ]
        for number in head + image.numbers {
          for index in 0..<number.size {
            unsafe base.storeBytes(
              of: UInt8(truncatingIfNeeded: number.value >> (8 * index)),
              toByteOffset: number.offset + index, as: UInt8.self)
          }
        }
        return 0
      }
      let info = try Kernel(calls: calls).linkInfo(3)
      #expect(info.id == 7)
      #expect(info.programID == 9)
      #expect(info.type == type)
      // No second call where there is nothing to write.
      #expect(calls.commands.count == (parts.isEmpty ? 1 : 2))
      return info
    }
  }

  @Test func rawTracepoint() throws {
    var image = Image(type: .rawTracepoint)
    image.set(13, at: 24)
    image.set(0x1122_3344_5566_7788, at: 32, size: 8)
    image.set(text: "sched_switch", at: 16)
    let info = try image.read()
    #expect(
      info.kind
        == .rawTracepoint(.init(name: "sched_switch", cookie: 0x1122_3344_5566_7788)))
    #expect(info.description == "link 7 (raw_tracepoint): raw tracepoint sched_switch")
  }

  @Test func tracing() throws {
    var image = Image(type: .tracing)
    image.set(UInt64(AttachType.traceFunctionEntry.rawValue), at: 16)
    image.set(1, at: 20)
    image.set(4711, at: 24)
    image.set(5, at: 32, size: 8)
    let info = try image.read()
    #expect(
      info.kind
        == .tracing(
          .init(
            attachType: .traceFunctionEntry, targetObjectID: 1, targetBTFID: 4711, cookie: 5)))
    #expect(info.attachType == .traceFunctionEntry)
    #expect(info.cookie == 5)
  }

  @Test func network() throws {
    var cgroup = Image(type: .cgroup)
    cgroup.set(0x1_0000_0002, at: 16, size: 8)
    cgroup.set(UInt64(AttachType.cgroupDevice.rawValue), at: 24)
    #expect(
      try cgroup.read().kind == .cgroup(.init(id: 0x1_0000_0002, attachType: .cgroupDevice)))
    var namespace = Image(type: .networkNamespace)
    namespace.set(4_026_531_840, at: 16)
    namespace.set(UInt64(AttachType.socketLookup.rawValue), at: 20)
    #expect(
      try namespace.read().kind
        == .networkNamespace(.init(inode: 4_026_531_840, attachType: .socketLookup)))
    var xdp = Image(type: .xdp)
    #expect(try xdp.read().isDefunct)
    xdp.set(3, at: 16)
    #expect(try xdp.read().kind == .xdp(.init(interfaceIndex: 3, attachType: .xdp)))
    #expect(try !xdp.read().isDefunct)
    for type in [LinkType.tcx, .netkit] {
      var image = Image(type: type)
      image.set(3, at: 16)
      image.set(UInt64(AttachType.tcxEgress.rawValue), at: 20)
      let info = try image.read()
      #expect(info.interfaceIndex == 3)
      #expect(info.target == "tcx_egress of interface 3")
    }
    var netfilter = Image(type: .netfilter)
    netfilter.set(2, at: 16)
    netfilter.set(3, at: 20)
    netfilter.set(UInt64(UInt32(bitPattern: -100)), at: 24)
    netfilter.set(1, at: 28)
    let info = try netfilter.read()
    #expect(
      info.kind == .netfilter(.init(protocolFamily: 2, hook: 3, priority: -100, flags: 1)))
    #expect(info.target == "netfilter ipv4 output, priority -100")
    var sockets = Image(type: .socketMap)
    sockets.set(8, at: 16)
    sockets.set(UInt64(AttachType.socketMessageVerdict.rawValue), at: 20)
    #expect(
      try sockets.read().kind
        == .socketMap(.init(mapID: 8, attachType: .socketMessageVerdict)))
    var structOps = Image(type: .structOps)
    structOps.set(8, at: 16)
    #expect(try structOps.read().kind == .structOps(.init(mapID: 8)))
  }

  @Test func iterators() throws {
    func iterator(_ target: String, _ fields: [(Int, Int, UInt64)]) throws -> LinkInfo.Kind {
      var image = Image(type: .iterator)
      image.set(UInt64(target.utf8.count + 1), at: 24)
      image.set(text: target, at: 16)
      for (offset, size, value) in fields { image.set(value, at: offset, size: size) }
      return try image.read().kind
    }
    #expect(
      try iterator("bpf_map_elem", [(28, 4, 5)])
        == .iterator(.init(target: "bpf_map_elem", scope: .map(id: 5))))
    #expect(
      try iterator("cgroup", [(32, 8, 77), (40, 4, 2)])
        == .iterator(.init(target: "cgroup", scope: .cgroup(id: 77, order: 2))))
    #expect(
      try iterator("task_file", [(32, 4, 1), (36, 4, 2)])
        == .iterator(.init(target: "task_file", scope: .task(threadID: 1, processID: 2))))
    #expect(
      try iterator("netlink", [(28, 4, 5)])
        == .iterator(.init(target: "netlink", scope: .all)))
  }

  @Test func manyKernelFunctions() throws {
    var image = Image(type: .kprobeMulti)
    image.set(2, at: 24)
    image.set(1, at: 28)
    image.set(3, at: 32, size: 8)
    image.set(array: [0xffff_ffff_8100_0000, 0xffff_ffff_8200_0000], at: 16)
    image.set(array: [10, 20], at: 40)
    let info = try image.read()
    #expect(
      info.kind
        == .kprobeMulti(
          .init(
            flags: 1, missed: 3,
            functions: [
              .init(address: 0xffff_ffff_8100_0000, cookie: 10),
              .init(address: 0xffff_ffff_8200_0000, cookie: 20),
            ])))
    #expect(info.target == "returns of 2 kernel functions")
    var multi = Image(type: .tracingMulti)
    multi.set(UInt64(AttachType.traceFunctionEntryMulti.rawValue), at: 16)
    multi.set(3, at: 20)
    multi.set(1, at: 24)
    multi.set(array: [11, 12, 13], at: 32, size: 4)
    multi.set(array: [21, 22, 23], at: 40)
    multi.set(array: [31, 32, 33], at: 48)
    #expect(
      try multi.read().kind
        == .tracingMulti(
          .init(
            attachType: .traceFunctionEntryMulti, btfObjectID: 1,
            functions: (1...3).map {
              .init(btfID: 10 + $0, address: 20 + UInt64($0), cookie: 30 + UInt64($0))
            }
          )))
  }

  @Test func manyUserFunctions() throws {
    var image = Image(type: .uprobeMulti)
    image.set(10, at: 48)
    image.set(2, at: 52)
    image.set(0, at: 56)
    image.set(99, at: 60)
    image.set(text: "/bin/bash", at: 16)
    image.set(array: [0x100, 0x200], at: 24)
    image.set(array: [0, 0x900], at: 32)
    image.set(array: [1, 2], at: 40)
    let info = try image.read()
    #expect(
      info.kind
        == .uprobeMulti(
          .init(
            path: "/bin/bash", flags: 0, processID: 99,
            functions: [
              .init(offset: 0x100, referenceCounterOffset: 0, cookie: 1),
              .init(offset: 0x200, referenceCounterOffset: 0x900, cookie: 2),
            ])))
    #expect(info.target == "2 functions of /bin/bash")
  }

  @Test func perfEvents() throws {
    func event(_ kind: UInt64, _ name: String?, _ fields: [(Int, Int, UInt64)]) throws -> LinkInfo {
      var image = Image(type: .perfEvent)
      image.set(kind, at: 16)
      if let name { image.set(text: name, at: 24) }
      for (offset, size, value) in fields { image.set(value, at: offset, size: size) }
      return try image.read()
    }
    let uprobe = try event(2, "/bin/bash", [(36, 4, 0x1234), (40, 8, 5), (48, 8, 6)])
    #expect(
      uprobe.kind
        == .perfEvent(
          .uprobe(
            .init(
              isReturn: true, path: "/bin/bash", offset: 0x1234, cookie: 5,
              referenceCounterOffset: 6))))
    #expect(uprobe.target == "uretprobe /bin/bash:0x1234")
    let kprobe = try event(
      3, "do_unlinkat", [(36, 4, 4), (40, 8, 0xffff), (48, 8, 2), (56, 8, 7)])
    #expect(
      kprobe.kind
        == .perfEvent(
          .kprobe(
            .init(
              isReturn: false, function: "do_unlinkat", offset: 4, address: 0xffff, missed: 2,
              cookie: 7))))
    #expect(kprobe.target == "kprobe do_unlinkat+4")
    let tracepoint = try event(5, "sys_enter_getppid", [(40, 8, 9)])
    #expect(
      tracepoint.kind == .perfEvent(.tracepoint(.init(name: "sys_enter_getppid", cookie: 9))))
    let counter = try event(6, nil, [(24, 8, 0), (32, 4, 1), (40, 8, 3)])
    #expect(
      counter.kind == .perfEvent(.counter(.init(type: 1, configuration: 0, cookie: 3))))
    #expect(counter.target == "software event cpu-clock")
    let silent = try event(0, nil, [])
    #expect(silent.kind == .perfEvent(.unknown(0)))
    #expect(silent.cookie == nil)
  }

  @Test func whatIsNotKnownIsKept() throws {
    var image = Image(type: LinkType(rawValue: 99))
    image.set(1, at: 16, size: 8)
    image.set(2, at: 56, size: 8)
    let info = try image.read()
    #expect(info.kind == .unknown([1, 0, 0, 0, 0, 2]))
    #expect(info.target == "a link of type 99")
  }

  @Test("numbers that no kernel tells take no memory, and names without an end end")
  func hostileNumbers() throws {
    var image = Image(type: .kprobeMulti)
    image.set(0xffff_ffff, at: 24)
    guard case .kprobeMulti(let multi) = try image.read().kind else {
      Issue.record("another kind")
      return
    }
    #expect(multi.functions.isEmpty)
    var tracepoint = Image(type: .rawTracepoint)
    tracepoint.set(0xffff_ffff, at: 24)
    #expect(try tracepoint.read().kind == .rawTracepoint(.init(name: "", cookie: 0)))
    var short = Image(type: .rawTracepoint)
    short.set(4, at: 24)
    short.parts = [(16, Array("abcd".utf8))]
    #expect(try short.read().kind == .rawTracepoint(.init(name: "abcd", cookie: 0)))
  }
}
