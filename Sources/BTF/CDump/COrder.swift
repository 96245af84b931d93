import Bytes

/// Puts declarations in an order in which C can read them.
///
/// A struct that is a member needs its definition before; one behind a pointer needs no more than
/// its name. Typedefs have to be there before they are used, behind pointers too; types without a
/// name are written where they are used, and need there what they need. What is still to be done
/// stands in an array, so that no chain of types is too long for the stack.
struct COrder {
  /// What a type is needed for.
  enum Need {
    /// To be spoken of, behind a pointer.
    case name
    /// To be spoken of in a prototype, outside of which a name that it brings up is unknown.
    case nameInPrototype
    /// For a thing of that type.
    case completeType
  }

  private struct Frame {
    let type: BTFType
    var need: Need
    var next = 0
  }

  private(set) var declarations: [CDeclaration] = []
  private(set) var states: [CTypeState]
  private(set) var layouts: CLayouts
  /// Whether type tags were seen on the way.
  private(set) var usesTags = false
  private var stack: [Frame] = []

  init(_ table: borrowing BTFTable) {
    states = [CTypeState](repeating: [], count: table.count)
    layouts = CLayouts(table)
  }

  subscript(id: TypeID) -> CTypeState {
    get { states[Int(id.rawValue)] }
    set { states[Int(id.rawValue)] = newValue }
  }

  /// Declares a type and all that it needs.
  mutating func add(
    _ id: TypeID, for need: Need = .completeType, in table: borrowing BTFTable,
    _ names: borrowing CNames
  ) throws(BTFError) {
    try require(id, need, table, names)
    while let frame = stack.last {
      switch frame.type.kind {
      case .struct, .union: try advanceComposite(frame, table, names)
      case .functionPrototype: try advancePrototype(frame, table, names)
      default: try advanceTypedef(frame, table, names)
      }
    }
  }

  // MARK: - Steps of what is being visited

  private mutating func advanceComposite(
    _ frame: Frame, _ table: borrowing BTFTable, _ names: borrowing CNames
  ) throws(BTFError) {
    let type = frame.type
    if frame.next < type.count {
      stack[stack.count - 1].next += 1
      try require(table.member(frame.next, of: type).type, .completeType, table, names)
      return
    }
    stack.removeLast()
    try layouts.add(type, in: table)
    finish(type.id)
    if !type.isAnonymous { declarations.append(CDeclaration(id: type.id, form: .definition)) }
  }

  private mutating func advancePrototype(
    _ frame: Frame, _ table: borrowing BTFTable, _ names: borrowing CNames
  ) throws(BTFError) {
    let type = frame.type
    guard frame.next <= type.count else {
      stack.removeLast()
      return finish(type.id)
    }
    stack[stack.count - 1].next += 1
    let id =
      try frame.next == 0 ? type.referent : table.parameter(frame.next - 1, of: type).type
    try require(id, .nameInPrototype, table, names)
  }

  private mutating func advanceTypedef(
    _ frame: Frame, _ table: borrowing BTFTable, _ names: borrowing CNames
  ) throws(BTFError) {
    let type = frame.type
    stack[stack.count - 1].next += 1
    switch frame.next {
    case 0:
      if try table.nameBytes(at: type.nameOffset).spells("__builtin_va_list") {
        self[type.id].insert(.isVariadicList)
      } else {
        let need: Need = frame.need == .nameInPrototype ? .nameInPrototype : .name
        try require(type.referent, need, table, names)
      }
    case 1:
      finish(type.id)
      if !self[type.id].contains(.isVariadicList) {
        if try leadsToVariadicList(type.referent, table) { self[type.id].insert(.isVariadicList) }
        declarations.append(CDeclaration(id: type.id, form: .definition))
      }
      if frame.need == .completeType { try require(type.referent, .completeType, table, names) }
    default: stack.removeLast()
    }
  }

  private mutating func finish(_ id: TypeID) {
    self[id].remove(.isVisiting)
    self[id].insert(.isDone)
  }

  private mutating func visit(_ type: BTFType, _ need: Need) {
    self[type.id].insert(.isVisiting)
    stack.append(Frame(type: type, need: need))
  }

  private func leadsToVariadicList(
    _ id: TypeID, _ table: borrowing BTFTable
  ) throws(BTFError) -> Bool {
    var id = id
    for _ in 0...BTFTable.maximumDepth {
      let type = try table.type(id)
      switch type.kind {
      case .typedef: return self[id].contains(.isVariadicList)
      case .const, .volatile, .restrict, .typeTag: id = type.referent
      case .array: id = try table.arrayShape(of: type).element
      default: return false
      }
    }
    throw table.tooDeep(id)
  }

  // MARK: - What a type needs

  /// Declares what has no needs itself, and puts what has on the stack.
  private mutating func require(
    _ id: TypeID, _ need: Need, _ table: borrowing BTFTable, _ names: borrowing CNames
  ) throws(BTFError) {
    var id = id
    var need = need
    var isBehindPointer = false
    var array: TypeID?
    for _ in 0...BTFTable.maximumDepth {
      let type = try table.type(id)
      switch type.kind {
      case .pointer:
        if need == .completeType { need = .name }
        isBehindPointer = true
        array = nil
        id = type.referent
      case .const, .volatile, .restrict: id = type.referent
      case .typeTag:
        usesTags = true
        id = type.referent
      case .array:
        // C wants to know the elements even behind a pointer.
        need = .completeType
        if isBehindPointer, array == nil { array = id }
        id = try table.arrayShape(of: type).element
      case .typedef where self[id].contains(.isDone):
        guard need == .completeType else { return }
        id = type.referent
      case .functionPrototype where array != nil: return decay(array)
      case .typedef, .functionPrototype:
        guard try begin(type) else { return }
        return visit(type, need)
      case .struct, .union:
        if type.isAnonymous || need == .completeType {
          if self[id].contains(.isVisiting), array != nil {
            decay(array)
            return announce(type)
          }
          guard try begin(type) else { return }
          return visit(type, need)
        }
        if !self[id].contains(.isVisiting) || need == .nameInPrototype || !isInside(id) {
          announce(type)
        }
        return
      case .forward,
        .enum where type.count == 0, .enum64 where type.count == 0:
        decay(array)
        guard let definition = names.definitions[id.rawValue] else { return announce(type) }
        // The same name: complete or not, it is declared with the definition's number.
        id = definition
        if need == .completeType { need = .name }
        array = nil
      case .enum, .enum64, .int, .float:
        return try declareAtOnce(type, table)
      default: return decay(array)
      }
    }
    throw table.tooDeep(id)
  }

  /// Has an array behind a pointer said to be its element, which C knows too little of.
  private mutating func decay(_ array: TypeID?) {
    if let array { self[array].insert(.isDecayed) }
  }

  /// Whether a type is still to be visited.
  private func begin(_ type: BTFType) throws(BTFError) -> Bool {
    guard !self[type.id].contains(.isVisiting) else {
      throw BTFError(
        .tooDeep, "a \(type.kind) contains itself, as nothing in C can", type: type.id)
    }
    return !self[type.id].contains(.isDone)
  }

  private mutating func announce(_ type: BTFType) {
    guard !type.isAnonymous, self[type.id].isDisjoint(with: [.isDone, .isAnnounced]) else { return }
    self[type.id].insert(.isAnnounced)
    declarations.append(CDeclaration(id: type.id, form: .announcement))
  }

  private mutating func declareAtOnce(
    _ type: BTFType, _ table: borrowing BTFTable
  ) throws(BTFError) {
    guard !self[type.id].contains(.isDone) else { return }
    self[type.id].insert(.isDone)
    switch try CScalar(type, in: table) {
    case .verbatim: self[type.id].insert(.isVerbatim)
    case .replaced: break
    case .defined: declarations.append(CDeclaration(id: type.id, form: .definition))
    case nil:
      if !type.isAnonymous { declarations.append(CDeclaration(id: type.id, form: .definition)) }
    }
  }

  /// Whether what is being visited is written within the braces of a struct or union.
  private func isInside(_ id: TypeID) -> Bool {
    for frame in stack.reversed() {
      if frame.type.id == id { return true }
      guard frame.type.kind.isComposite, frame.type.isAnonymous else { return false }
    }
    return false
  }
}
