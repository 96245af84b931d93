/// Programs of which the first that this kernel can run is to be loaded, and the others not.
///
/// A tool that wants `fentry` where there is BTF for the function, a kprobe where there is not, and a
/// tracepoint where the function was inlined, declares just that:
///
/// ```swift
/// let ladder = FallbackLadder(
///   "open", firstOf: ["fexit_open"], ["kprobe_open", "kretprobe_open"], ["tracepoint_open"])
/// let object = try file.load(options: LoadOptions(ladders: [ladder]))
/// ```
///
/// A rung is one program or several that belong together. It is passed over when what a program
/// attaches to is not there, when the object cannot be prepared for the kernel with it, or when the
/// kernel refuses to load one of its programs; ``LoadedObject/ladders`` says which rung won, and why
/// those above it lost.
public struct FallbackLadder: Sendable, Hashable {
  /// What messages call it.
  public var name: String
  /// The names of the programs of each rung, the best first.
  public var rungs: [[String]]
  /// Whether the object is loaded all the same when no rung is left.
  public var isOptional: Bool

  /// A ladder of the given rungs, the best first.
  public init(_ name: String, firstOf rungs: [String]..., isOptional: Bool = false) {
    self.init(name, rungs: rungs, isOptional: isOptional)
  }

  /// A ladder of the given rungs, the best first.
  public init(_ name: String, rungs: [[String]], isOptional: Bool = false) {
    self.name = name
    self.rungs = rungs
    self.isOptional = isOptional
  }

  /// What became of a ladder.
  public struct Outcome: Sendable, CustomStringConvertible {
    /// The ladder.
    public let ladder: FallbackLadder
    /// The programs of the rung that was loaded; `nil` when none could be and the ladder is optional.
    public let winner: [String]?
    /// The rungs that were tried before, and why they lost.
    public let losers: [Loser]

    /// `open: kprobe_open, because fexit_open cannot …`.
    public var description: String {
      let reasons = losers.map { "not \($0.programs.joined(separator: "+")): \($0.error)" }
      return ([ladder.name + ": " + (winner?.joined(separator: "+") ?? "nothing")] + reasons)
        .joined(separator: "\n  ")
    }
  }

  /// A rung that this kernel cannot do.
  public struct Loser: Sendable {
    /// The programs of the rung.
    public let programs: [String]
    /// Why: the failure of the first program of them that failed.
    public let error: BPFError
  }
}
