from goodhands.cli.main import main

main()
