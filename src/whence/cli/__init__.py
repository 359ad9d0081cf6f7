"""How do people use whence from a terminal?"""
