/// What became of each program when an object was attached by its section names.
///
/// Holds the links: the programs are detached when this value ends.
public struct AttachmentReport: ~Copyable, Sendable {
  /// The links of the programs that are attached.
  public var links = LinkSet()
  /// The programs that are attached, in the object's order.
  public internal(set) var attached: [Attached] = []
  /// The programs that are not, in the object's order, and why.
  public internal(set) var notAttached: [NotAttached] = []

  /// A program that is attached.
  public struct Attached: Sendable {
    /// The name of the program.
    public let program: String
    /// What it is attached to, such as `raw tracepoint sched_process_exec`.
    public let target: String
  }

  /// A program that is not attached.
  public struct NotAttached: Sendable {
    /// The name of the program.
    public let program: String
    /// Why, in a sentence without a full stop.
    public let reason: String
    /// What failed, when it was tried.
    public let error: BPFError?
  }

  mutating func add(_ link: consuming Link, _ program: String) {
    attached.append(Attached(program: program, target: link.target))
    links.append(link)
  }

  mutating func leaveOut(_ program: String, _ reason: String, _ error: BPFError? = nil) {
    notAttached.append(NotAttached(program: program, reason: reason, error: error))
  }
}
