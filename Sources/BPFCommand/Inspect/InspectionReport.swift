import BPFObject
import BTF
import Bytes

/// What is in an object, for people and for programs.
struct InspectionReport: Report {
  let fileName: String
  let object: ObjectFile

  func typeName(_ id: TypeID) -> String? {
    guard id != .void, let types = object.types else { return nil }
    return CTypeName(types: types).name(id)
  }

  /// How a program is attached by its section name alone.
  func attachment(of program: ProgramSpec) -> String? {
    guard let way = program.definition?.automaticAttachment,
      program.target?.isEmpty == false
    else { return nil }
    return switch way {
    case .kprobe: "kprobe"
    case .kprobeMulti: "kprobe_multi"
    case .kprobeSession: "kprobe_session"
    case .kernelSystemCall: "ksyscall"
    case .uprobe: "uprobe"
    case .uprobeMulti: "uprobe_multi"
    case .usdt: "usdt"
    case .tracepoint: "tracepoint"
    case .rawTracepoint: "raw_tracepoint"
    case .tracing: "tracing"
    case .tracingMulti: "tracing_multi"
    case .lsm: "lsm"
    case .iterator: "iter"
    }
  }

  /// What reads a variable's bytes by their type; `nil` when the type cannot be read.
  func decoder(of variable: VariableSpec) -> ValueDecoder? {
    object.types.flatMap { try? ValueDecoder(variable.type, in: $0) }
  }

  /// The bytes of a variable before the object is loaded; `nil` for zeros.
  func bytes(of variable: VariableSpec) -> [UInt8]? {
    guard let contents = object.maps[variable.mapIndex].contents else { return nil }
    let bytes = contents.dropFirst(variable.offset).prefix(variable.size)
    return bytes.allSatisfy { $0 == 0 } ? nil : Array(bytes)
  }
}
