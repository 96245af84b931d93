import BPF
import BPFObject

extension LinkRecord {
  /// With the names that `bpftool` uses.
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", info.id)
      json.field("type", info.type.name)
      json.field("prog_id", info.programID)
      if !programName.isEmpty { json.field("prog_name", programName) }
      write(info.kind, to: &json)
      json.field("target", target)
      if info.isDefunct { json.field("defunct", true) }
      holders.write(to: &json)
    }
  }

  private func write(_ kind: LinkInfo.Kind, to json: inout JSONWriter) {
    switch kind {
    case .rawTracepoint(let tracepoint):
      json.field("tp_name", tracepoint.name)
      LinkRecord.writeCookie(tracepoint.cookie, to: &json)
    case .tracing(let tracing):
      json.field("attach_type", tracing.attachType.name)
      json.field("target_obj_id", tracing.targetObjectID)
      json.field("target_btf_id", tracing.targetBTFID)
      LinkRecord.writeCookie(tracing.cookie, to: &json)
    case .cgroup(let cgroup):
      json.field("cgroup_id", cgroup.id)
      json.field("attach_type", cgroup.attachType.name)
    case .iterator(let iterator):
      json.field("target_name", iterator.target)
      LinkRecord.write(iterator.scope, to: &json)
    case .networkNamespace(let namespace):
      json.field("netns_ino", namespace.inode)
      json.field("attach_type", namespace.attachType.name)
    case .xdp(let device): json.field("ifindex", device.interfaceIndex)
    case .tcx(let device), .netkit(let device):
      json.field("ifindex", device.interfaceIndex)
      json.field("attach_type", device.attachType.name)
    case .perfEvent(let event): LinkRecord.write(event, to: &json)
    case .kprobeMulti(let multi): write(multi, to: &json)
    case .uprobeMulti(let multi): LinkRecord.write(multi, to: &json)
    case .tracingMulti(let multi):
      json.field("attach_type", multi.attachType.name)
      json.field("btf_obj_id", multi.btfObjectID)
      json.field("func_cnt", multi.functions.count)
      json.array("funcs") { json in
        for function in multi.functions {
          json.object { json in
            json.field("btf_id", function.btfID)
            json.field("addr", function.address)
            if let name = functions[function.address] { json.field("func", name) }
            json.field("cookie", function.cookie)
          }
        }
      }
    case .structOps(let structOps): json.field("map_id", structOps.mapID)
    case .netfilter(let netfilter):
      json.field("pf", netfilter.protocolFamily)
      json.field("hook", netfilter.hook)
      json.field("prio", netfilter.priority)
      json.field("flags", netfilter.flags)
    case .socketMap(let map):
      json.field("map_id", map.mapID)
      json.field("attach_type", map.attachType.name)
    case .unknown(let words):
      json.array("words") { json in for word in words { json.element(word) } }
    }
  }

  private static func writeCookie(_ cookie: UInt64, to json: inout JSONWriter) {
    if cookie != 0 { json.field("cookie", cookie) }
  }

  private static func write(_ scope: LinkInfo.Iterator.Scope, to json: inout JSONWriter) {
    switch scope {
    case .all: break
    case .map(let id): json.field("map_id", id)
    case .cgroup(let id, let order):
      json.field("cgroup_id", id)
      json.field("order", order)
    case .task(let thread, let process):
      if thread != 0 { json.field("tid", thread) }
      if process != 0 { json.field("pid", process) }
    }
  }

  private func write(_ multi: LinkInfo.KprobeMulti, to json: inout JSONWriter) {
    json.field("retprobe", multi.isReturn)
    json.field("func_cnt", multi.functions.count)
    json.field("missed", multi.missed)
    json.array("funcs") { json in
      for function in multi.functions {
        json.object { json in
          json.field("addr", function.address)
          if let name = functions[function.address] { json.field("func", name) }
          json.field("cookie", function.cookie)
        }
      }
    }
  }

  private static func write(_ multi: LinkInfo.UprobeMulti, to json: inout JSONWriter) {
    json.field("retprobe", multi.isReturn)
    json.field("path", multi.path)
    json.field("func_cnt", multi.functions.count)
    if multi.processID != 0 { json.field("pid", multi.processID) }
    json.array("funcs") { json in
      for function in multi.functions {
        json.object { json in
          json.field("offset", function.offset)
          json.field("ref_ctr_offset", function.referenceCounterOffset)
          json.field("cookie", function.cookie)
        }
      }
    }
  }

  private static func write(_ event: LinkInfo.PerfEvent, to json: inout JSONWriter) {
    switch event {
    case .kprobe(let probe):
      json.field("retprobe", probe.isReturn)
      json.field("addr", probe.address)
      json.field("func", probe.function)
      json.field("offset", probe.offset)
      json.field("missed", probe.missed)
    case .uprobe(let probe):
      json.field("retprobe", probe.isReturn)
      json.field("file", probe.path)
      json.field("offset", probe.offset)
      if probe.referenceCounterOffset != 0 {
        json.field("ref_ctr_offset", probe.referenceCounterOffset)
      }
    case .tracepoint(let tracepoint): json.field("tracepoint", tracepoint.name)
    case .counter(let counter):
      json.field("event_type", counter.type)
      json.field("event_config", counter.configuration)
    case .unknown: break
    }
    writeCookie(event.cookie ?? 0, to: &json)
  }
}
