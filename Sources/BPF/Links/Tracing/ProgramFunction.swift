public import BPFObject
internal import BTF
internal import Bytes
internal import SystemPackage

/// A function of a loaded program, which a program of type `ext` (`freplace`) replaces.
///
/// `BPF_LINK_CREATE` with a target, Linux 5.10. The function must have the type of the one that the
/// program was loaded for; the same program may replace functions of several others.
public struct ProgramFunction: AttachPoint {
  /// The program whose function is replaced.
  public let program: Program
  /// The function's name; the entry function's when `nil`.
  public var function: String?

  /// A function of a program, by its name; the entry function when `nil`.
  public init(_ function: String? = nil, of program: Program) {
    self.function = function
    self.program = program
  }

  /// `function parse of program "filter" (xdp)`.
  public var description: String { "function \(function ?? program.name) of \(program)" }

  /// Attaches a program of type `ext`.
  public func attach(_ replacement: Program) throws(BPFError) -> Link {
    let kernel = replacement.kernel
    let action = "attach \(replacement) to \(self)"
    guard replacement.type == .ext else {
      throw BPFError(
        .invalidArgument, action,
        reason: "the program is of type \(replacement.type), and only those of type ext (freplace) "
          + "take a target when they are attached",
        advice: "give the target program when the object is loaded, in LoadOptions.targetPrograms",
        program: replacement.name)
    }
    let id: TypeID
    do {
      id = try program.asTarget().function(named: function)
    } catch let error as ObjectError {
      throw BPFError(
        .notFound, action, reason: error.detail, advice: error.advice, program: replacement.name)
    } catch {
      throw (error as? BPFError ?? BPFError(.refused, action, underlying: error))
    }
    do {
      let link = try kernel.createTracingLink(
        program: replacement.descriptor.rawValue, AttachType(rawValue: 0),
        function: (program.descriptor.rawValue, id.rawValue))
      return Link(
        kernel: kernel, owning: link, target: description, programName: replacement.name)
    } catch {
      throw kernel.failure(
        .linkCreate, error, action, program: replacement.name,
        advice: error == .resourceBusy ? "detach what replaces the function now" : nil,
        reason: explain(error))
    }
  }

  private func explain(_ errno: Errno) -> String? {
    switch errno {
    case .resourceBusy: "the function is replaced already, or the program is attached already"
    case .invalidArgument:
      "the function's type differs from that of the function that the program was loaded for, the "
        + "function is static, or the kernel, older than 5.10, takes targets only at load"
    default: nil
    }
  }
}

extension AttachPoint where Self == ProgramFunction {
  /// A function of a loaded program, which is replaced; the entry function when `nil`.
  public static func function(_ name: String? = nil, of program: Program) -> Self {
    ProgramFunction(name, of: program)
  }
}

extension Program {
  /// The program as a target of others: its functions, as its BTF describes them.
  ///
  /// - Throws: ``BPFError`` when the program was loaded without BTF, or its BTF cannot be read.
  public func asTarget() throws(BPFError) -> TargetProgram {
    let action = "look at the functions of \(self)"
    let id = try info().btfID
    guard id != 0 else {
      throw BPFError(
        .unsupported, action, reason: "it was loaded without BTF, which describes functions",
        advice: "compile it with -g", program: name)
    }
    let descriptor = try kernel.open(.btf, id: id)
    let size = try kernel.btfInfo(descriptor.rawValue).size
    let bytes = Bytes(try kernel.btfBytes(descriptor.rawValue, size: size))
    do {
      return TargetProgram(name: spec?.name ?? name, types: try BTFTable(bytes))
    } catch {
      throw BPFError(.corruptData, action, program: name, underlying: error)
    }
  }
}
