import BPFObject
import Testing

/// Kernel constants: what has a name, and what has not yet.
@Suite struct ConstantsTests {
  @Test func names() {
    #expect(MapType.ringBuffer.name == "ringbuf")
    #expect(MapType.ringBuffer.cName == "BPF_MAP_TYPE_RINGBUF")
    #expect(ProgramType.socketFilter.cName == "BPF_PROG_TYPE_SOCKET_FILTER")
    #expect(AttachType.traceFunctionEntry.cName == "BPF_TRACE_FENTRY")
    #expect(MapType(name: "hash") == .hash && MapType(name: "nonsense") == nil)
    #expect(ProgramType(name: "xdp") == .xdp && AttachType(name: "tcx_ingress") == .tcxIngress)
  }

  @Test func valuesWithoutANameSurvive() {
    #expect(MapType(rawValue: 4000).description == "4000")
    #expect(ProgramType(rawValue: .max).name == "4294967295")
    #expect(AttachType(rawValue: 999).cName == "999")
    #expect(MapType(rawValue: 4000).rawValue == 4000)
  }

  @Test func everyNameLeadsBack() {
    for number in 0..<64 as Range<UInt32> {
      let map = MapType(rawValue: number)
      if map.name != String(number) { #expect(MapType(name: map.name) == map) }
      let program = ProgramType(rawValue: number)
      if program.name != String(number) { #expect(ProgramType(name: program.name) == program) }
      let attach = AttachType(rawValue: number)
      if attach.name != String(number) { #expect(AttachType(name: attach.name) == attach) }
    }
  }

  @Test func flags() {
    let flags: MapFlags = [.mappable, .readOnlyProgram]
    #expect(flags.rawValue == 0x480)
    #expect(flags.description == "BPF_F_RDONLY_PROG|BPF_F_MMAPABLE")
    #expect(MapFlags().description == "0")
    #expect(MapFlags(rawValue: 1 | 1 << 31).description == "BPF_F_NO_PREALLOC|0x80000000")
    #expect(ProgramFlags([.sleepable]).description == "BPF_F_SLEEPABLE")
    #expect(ProgramFlags.xdpHasFragments.rawValue == 32)
  }
}
