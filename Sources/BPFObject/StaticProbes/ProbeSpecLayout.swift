package import BTF

/// How an object lays out where the arguments of a place are: the value of `__bpf_usdt_specs`.
///
/// libbpf's `usdt.bpf.h` changed it in 1.7, and an object keeps what it was compiled with; its own types
/// say which.
package struct ProbeSpecLayout: Sendable, Hashable {
  /// A number in the struct.
  struct Field: Sendable, Hashable {
    let bitOffset: UInt64
    let bitCount: UInt64
  }

  /// Bytes of the struct, which is the map's value.
  package let size: Int
  /// The most arguments that there is room for.
  package let argumentLimit: Int
  let argumentsOffset: UInt64
  let argumentStride: UInt64
  let cookie: Field
  let count: Field
  let value: Field
  let type: Field
  let register: Field
  let isSigned: Field
  let shift: Field
  /// The index register and the bits by which it is shifted; `nil` in objects before libbpf 1.7.
  let index: (register: Field, shift: Field)?

  /// Whether arguments by an index register can be told to the program.
  package var hasIndex: Bool { index != nil }

  package static func == (a: Self, b: Self) -> Bool {
    a.size == b.size && a.argumentStride == b.argumentStride && a.hasIndex == b.hasIndex
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(size) }

  /// Why the types of an object are not those of such a map.
  package struct Mismatch: Error {
    /// Why, as a sentence without a full stop.
    package let reason: String
    package init(reason: String) { self.reason = reason }
  }

  /// Finds the layout in an object's types.
  ///
  /// - Parameter id: the type of the map's values.
  package init(_ types: BTFTable, value id: TypeID) throws(Mismatch) {
    do {
      let spec = try types.resolved(id)
      let members = try Members(types, of: spec)
      let array = try members.member("args")
      let arrayType = try types.resolved(array.type)
      guard arrayType.kind == .array else { throw Mismatch(reason: "its member args is no array") }
      let shape = try types.arrayShape(of: arrayType)
      let argument = try Members(types, of: try types.resolved(shape.element))
      let stride = try types.size(of: shape.element)
      let total = try types.size(of: id)
      guard shape.count > 0, shape.count <= 64, stride <= 256, total <= 1 << 16 else {
        throw Mismatch(reason: "it is too large")
      }
      size = Int(total)
      argumentLimit = Int(shape.count)
      argumentsOffset = UInt64(array.bitOffset)
      argumentStride = stride * 8
      cookie = try members.field("usdt_cookie")
      count = try members.field("arg_cnt")
      value = try argument.field("val_off")
      type = try argument.field("arg_type")
      register = try argument.field("reg_off")
      isSigned = try argument.field("arg_signed")
      shift = try argument.field("arg_bitshift")
      index =
        argument.has("idx_reg_off")
        ? (try argument.field("idx_reg_off"), try argument.field("scale_bitshift")) : nil
    } catch let error as Mismatch {
      throw error
    } catch {
      throw Mismatch(reason: "its types cannot be read (\(error))")
    }
  }

  /// The members of a struct by name.
  private struct Members {
    let types: BTFTable
    private var members: [String: Member] = [:]

    init(_ types: BTFTable, of type: BTFType) throws {
      guard type.kind == .struct else { throw Mismatch(reason: "it is no struct") }
      self.types = types
      for index in 0..<Int(type.count) {
        let member = try types.member(index, of: type)
        members[try types.name(of: member)] = member
      }
    }

    func has(_ name: String) -> Bool { members[name] != nil }

    func member(_ name: String) throws -> Member {
      guard let member = members[name] else { throw Mismatch(reason: "it has no member \(name)") }
      return member
    }

    func field(_ name: String) throws -> Field {
      let member = try member(name)
      let bits =
        member.bitSize != 0 ? UInt64(member.bitSize) : try types.size(of: member.type) &* 8
      guard bits > 0, bits <= 64 else { throw Mismatch(reason: "its member \(name) is no number") }
      return Field(bitOffset: UInt64(member.bitOffset), bitCount: bits)
    }
  }
}
