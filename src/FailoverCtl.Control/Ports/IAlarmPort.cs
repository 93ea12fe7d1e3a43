namespace FailoverCtl.Control.Ports;

/// <summary>Where a person is told.</summary>
public interface IAlarmPort
{
    void Raise(string what);
}
