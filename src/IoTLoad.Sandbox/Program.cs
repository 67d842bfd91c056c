Console.Error.WriteLine("sandbox: not assembled yet");
return 1;
