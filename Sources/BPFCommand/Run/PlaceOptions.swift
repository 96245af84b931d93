import ArgumentParser
import BPF
import SystemPackage

/// Where programs go of which the section's name says only what kind of place it is.
struct PlaceOptions: ParsableArguments {
  @Option(
    name: [.customLong("interface"), .customLong("ifindex")],
    help: ArgumentHelp(
      "The network interface for XDP and traffic control, by name or number.",
      valueName: "interface"))
  var interface: String?

  @Option(help: "Received or sent packets, where the section does not say it: ingress or egress.")
  var direction: Direction?

  @Option(
    help: ArgumentHelp(
      "The folder of the control group for programs of control groups.", valueName: "path"))
  var cgroup: String?

  @Option(
    help: ArgumentHelp(
      "The network namespace of programs that look up sockets or dissect flows: self or a path.",
      valueName: "path"))
  var netns: String?

  @Option(help: "The process of user probes and perf events; those of all otherwise.")
  var pid: Int32?

  @Option(help: "How often a second programs on perf events run on each CPU.")
  var frequency: UInt64 = 99

  enum Direction: String, CaseIterable, ExpressibleByArgument {
    case ingress, egress
  }

  func validate() throws {
    if let pid, pid <= 0 { throw ValidationError("--pid is the number of a process.") }
    if frequency == 0 { throw ValidationError("--frequency is at least 1.") }
  }

  var sites: AttachSites {
    AttachSites(
      interface: interface.map(NetworkInterface.init(parsing:)),
      direction: direction.map { $0 == .ingress ? .ingress : .egress },
      controlGroup: cgroup.map { .path(FilePath($0)) },
      networkNamespace: netns.map { $0 == "self" ? .current : .path(FilePath($0)) }, process: pid,
      samplingFrequency: frequency)
  }
}
