using FailoverCtl.CommandLine;

return await Entry.RunOnTerminalAsync(args);
